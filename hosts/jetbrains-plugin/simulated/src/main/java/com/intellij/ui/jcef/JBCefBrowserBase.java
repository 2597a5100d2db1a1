package com.intellij.ui.jcef;

import com.intellij.openapi.Disposable;
import java.awt.BorderLayout;
import javax.swing.JPanel;
import org.cef.browser.CefBrowser;

/** A browser whose address is known later than its handlers, as the IDE's: JCEF wants it when the browser is made. */
public abstract class JBCefBrowserBase implements Disposable {
  final JBCefClient client = new JBCefClient(JBCefApp.app().createClient());
  final JPanel panel = new JPanel(new BorderLayout());
  private final CefBrowser browser = client.client.createBrowser("about:blank", false, false);
  boolean nativePartExists;

  /** What is asked for before the native part exists is loaded when it does, as in the IDE. */
  public final void loadURL(String url) {
    client.whenCreated = () -> browser.loadURL(url);
    nativePartExists = true;
    panel.add(browser.getUIComponent(), BorderLayout.CENTER);
  }

  public final CefBrowser getCefBrowser() {
    return browser;
  }

  public final JBCefClient getJBCefClient() {
    return client;
  }

  @Override
  public void dispose() {
    panel.removeAll();
    browser.close(true);
    client.client.dispose();
  }
}
