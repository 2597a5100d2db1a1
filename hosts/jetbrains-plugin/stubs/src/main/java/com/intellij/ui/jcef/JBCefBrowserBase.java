package com.intellij.ui.jcef;

import com.intellij.openapi.Disposable;
import io.agentbridge.stubs.StubError;
import org.cef.browser.CefBrowser;

public abstract class JBCefBrowserBase implements Disposable {
  public final void loadURL(String url) { throw new StubError(); }
  public final CefBrowser getCefBrowser() { throw new StubError(); }
  public final JBCefClient getJBCefClient() { throw new StubError(); }
}
