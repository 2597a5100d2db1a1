package com.intellij.util.ui;

public class JBUI {
  public static final class Borders {
    public static JBEmptyBorder empty(int offsets) {
      return new JBEmptyBorder(offsets);
    }
  }
}
