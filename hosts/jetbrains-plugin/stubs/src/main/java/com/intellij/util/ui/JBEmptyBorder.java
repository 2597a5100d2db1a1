package com.intellij.util.ui;

import javax.swing.border.EmptyBorder;

public class JBEmptyBorder extends EmptyBorder {
  public JBEmptyBorder(int offset) { super(offset, offset, offset, offset); }
}
