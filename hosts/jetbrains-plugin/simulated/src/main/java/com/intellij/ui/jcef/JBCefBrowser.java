package com.intellij.ui.jcef;

import javax.swing.JComponent;

public class JBCefBrowser extends JBCefBrowserBase {
  public static JBCefBrowserBuilder createBuilder() {
    return new JBCefBrowserBuilder();
  }

  public JComponent getComponent() {
    return panel;
  }

  @Override
  public void dispose() {
    super.dispose();
  }
}
