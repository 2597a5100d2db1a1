package com.intellij.ui.jcef;

import io.agentbridge.stubs.StubError;

public class JBCefBrowserBuilder {
  public JBCefBrowserBuilder setCreateImmediately(boolean createImmediately) { throw new StubError(); }
  public JBCefBrowser build() { throw new StubError(); }
}
