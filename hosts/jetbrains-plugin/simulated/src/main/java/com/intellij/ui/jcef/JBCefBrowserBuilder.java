package com.intellij.ui.jcef;

public class JBCefBrowserBuilder {
  public JBCefBrowserBuilder setCreateImmediately(boolean createImmediately) {
    if (createImmediately) throw new IllegalStateException("a query could not be made any more");
    return this;
  }

  public JBCefBrowser build() {
    return new JBCefBrowser();
  }
}
