package com.intellij.ui.jcef;

import io.agentbridge.stubs.StubError;
import org.cef.browser.CefBrowser;
import org.cef.handler.CefLifeSpanHandler;
import org.cef.handler.CefLoadHandler;
import org.cef.handler.CefRequestHandler;

public final class JBCefClient {
  public JBCefClient addLoadHandler(CefLoadHandler handler, CefBrowser browser) { throw new StubError(); }
  public JBCefClient addRequestHandler(CefRequestHandler handler, CefBrowser browser) { throw new StubError(); }
  public JBCefClient addLifeSpanHandler(CefLifeSpanHandler handler, CefBrowser browser) { throw new StubError(); }
}
