package com.intellij.openapi.keymap;

import com.intellij.openapi.actionSystem.KeyboardShortcut;
import com.intellij.openapi.actionSystem.Shortcut;
import javax.swing.KeyStroke;

public abstract class KeymapManager {
  public static KeymapManager getInstance() {
    return new KeymapManager() {
      @Override
      public Keymap getActiveKeymap() {
        return id -> switch (id) {
          case "AgentBridge.AddFile" -> bound("ctrl COMMA");
          case "AgentBridge.AddSelectedLines" -> bound("ctrl shift COMMA");
          case "GotoAction" -> bound("ctrl shift A");
          default -> new Shortcut[0];
        };
      }
    };
  }

  private static Shortcut[] bound(String stroke) {
    return new Shortcut[] {new KeyboardShortcut(KeyStroke.getKeyStroke(stroke))};
  }

  public abstract Keymap getActiveKeymap();
}
