package com.intellij.ui.jcef;

import io.agentbridge.stubs.StubError;
import javax.swing.JComponent;

public class JBCefBrowser extends JBCefBrowserBase {
  public static JBCefBrowserBuilder createBuilder() { throw new StubError(); }
  public JComponent getComponent() { throw new StubError(); }
  @Override public void dispose() { throw new StubError(); }
}
