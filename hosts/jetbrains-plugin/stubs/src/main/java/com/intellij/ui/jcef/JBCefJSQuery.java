package com.intellij.ui.jcef;

import com.intellij.openapi.Disposable;
import io.agentbridge.stubs.StubError;
import java.util.function.Function;

public final class JBCefJSQuery implements Disposable {
  public static final class Response {
  }
  public static JBCefJSQuery create(JBCefBrowserBase browser) { throw new StubError(); }
  public void addHandler(Function<? super String, ? extends Response> handler) { throw new StubError(); }
  public String inject(String queryResult) { throw new StubError(); }
  @Override public void dispose() { throw new StubError(); }
}
