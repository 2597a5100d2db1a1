package com.intellij.ui.jcef;

import io.agentbridge.stubs.StubError;

public final class JBCefApp {
  public static boolean isSupported() { throw new StubError(); }
}
