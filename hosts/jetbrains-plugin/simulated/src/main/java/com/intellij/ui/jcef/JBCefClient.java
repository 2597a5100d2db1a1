package com.intellij.ui.jcef;

import org.cef.CefClient;
import org.cef.browser.CefBrowser;
import org.cef.browser.CefFrame;
import org.cef.handler.CefLifeSpanHandler;
import org.cef.handler.CefLifeSpanHandlerAdapter;
import org.cef.handler.CefLoadHandler;
import org.cef.handler.CefRequestHandler;

public final class JBCefClient {
  final CefClient client;
  Runnable whenCreated = () -> { };

  JBCefClient(CefClient client) {
    this.client = client;
  }

  public JBCefClient addLoadHandler(CefLoadHandler handler, CefBrowser browser) {
    client.addLoadHandler(handler);
    return this;
  }

  public JBCefClient addRequestHandler(CefRequestHandler handler, CefBrowser browser) {
    client.addRequestHandler(handler);
    return this;
  }

  public JBCefClient addLifeSpanHandler(CefLifeSpanHandler handler, CefBrowser browser) {
    client.addLifeSpanHandler(new CefLifeSpanHandlerAdapter() {
      @Override
      public void onAfterCreated(CefBrowser created) {
        whenCreated.run();
        handler.onAfterCreated(created);
      }

      @Override
      public boolean onBeforePopup(CefBrowser opener, CefFrame frame, String url, String name) {
        return handler.onBeforePopup(opener, frame, url, name);
      }
    });
    return this;
  }
}
