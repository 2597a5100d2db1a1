package com.intellij.openapi.ide;

import io.agentbridge.simulated.Say;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;

public abstract class CopyPasteManager {
  private static Transferable held;

  public static CopyPasteManager getInstance() {
    return new CopyPasteManager() {
      @Override
      @SuppressWarnings("unchecked")
      public <T> T getContents(DataFlavor flavor) {
        try {
          return held != null && held.isDataFlavorSupported(flavor) ? (T) held.getTransferData(flavor) : null;
        }
        catch (Exception unreadable) {
          return null;
        }
      }

      @Override
      public void setContents(Transferable content) {
        held = content;
        Say.happened("copied", String.valueOf(this.<String>getContents(DataFlavor.stringFlavor)));
      }
    };
  }

  public abstract <T> T getContents(DataFlavor flavor);

  public abstract void setContents(Transferable content);
}
