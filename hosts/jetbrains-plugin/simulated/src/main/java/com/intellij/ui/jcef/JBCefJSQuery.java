package com.intellij.ui.jcef;

import com.intellij.openapi.Disposable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.cef.browser.CefBrowser;
import org.cef.browser.CefFrame;
import org.cef.browser.CefMessageRouter;
import org.cef.callback.CefQueryCallback;
import org.cef.handler.CefMessageRouterHandlerAdapter;

/** A function of the page that calls into the host: CEF's own message router. */
public final class JBCefJSQuery implements Disposable {
  public static final class Response {
  }

  private static final AtomicInteger NEXT = new AtomicInteger();
  private final String name = "simulatedQuery" + NEXT.incrementAndGet();
  private final CefMessageRouter router =
    CefMessageRouter.create(new CefMessageRouter.CefMessageRouterConfig(name, name + "Cancel"));

  /** As the real one: refused once the browser's native part exists. */
  public static JBCefJSQuery create(JBCefBrowserBase browser) {
    if (browser.nativePartExists) throw new IllegalStateException("Set the JS query pool size or create the query earlier");
    JBCefJSQuery query = new JBCefJSQuery();
    browser.getJBCefClient().client.addMessageRouter(query.router);
    return query;
  }

  public void addHandler(Function<? super String, ? extends Response> handler) {
    router.addHandler(new CefMessageRouterHandlerAdapter() {
      @Override
      public boolean onQuery(CefBrowser browser, CefFrame frame, long id, String request, boolean persistent, CefQueryCallback answer) {
        handler.apply(request);
        answer.success("");
        return true;
      }
    }, true);
  }

  public String inject(String queryResult) {
    return "window." + name + "({request: '' + " + queryResult + "});";
  }

  @Override
  public void dispose() {
    router.dispose();
  }
}
