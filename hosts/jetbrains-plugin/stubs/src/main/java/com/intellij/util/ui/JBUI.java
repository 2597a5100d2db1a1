package com.intellij.util.ui;

import io.agentbridge.stubs.StubError;

public class JBUI {
  public static final class Borders {
    public static JBEmptyBorder empty(int offsets) { throw new StubError(); }
  }
}
