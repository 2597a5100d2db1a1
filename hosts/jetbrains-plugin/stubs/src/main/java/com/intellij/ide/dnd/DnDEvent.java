package com.intellij.ide.dnd;

import java.awt.datatransfer.Transferable;

public interface DnDEvent extends Transferable {
  boolean isDropPossible();
  void setDropPossible(boolean possible);
  Object getAttachedObject();
}
