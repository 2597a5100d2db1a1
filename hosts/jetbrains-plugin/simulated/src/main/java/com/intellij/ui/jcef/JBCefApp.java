package com.intellij.ui.jcef;

import java.io.File;
import org.cef.CefApp;
import org.cef.CefSettings;
import org.cef.SystemBootstrap;

/** The real JCEF, started once for the process; the IDE's own class does the same with its own settings. */
public final class JBCefApp {
  private static CefApp app;

  public static boolean isSupported() {
    return !Boolean.getBoolean("simulated.withoutJcef");
  }

  static synchronized CefApp app() {
    if (app == null) app = start(System.getProperty("simulated.jcef"));
    return app;
  }

  private static CefApp start(String folder) {
    SystemBootstrap.setLoader(name -> { });
    System.loadLibrary("jawt");
    System.load(folder + "/libjcef.so");
    String[] arguments = {
      "--no-sandbox", "--disable-gpu", "--disable-gpu-compositing", "--in-process-gpu", "--disable-background-networking",
      "--disable-component-update", "--no-first-run", "--password-store=basic",
    };
    if (!CefApp.startup(arguments)) throw new IllegalStateException("JCEF does not start");
    System.load(folder + "/libcef.so");
    CefSettings settings = new CefSettings();
    settings.browser_subprocess_path = folder + "/jcef_helper";
    settings.resources_dir_path = folder;
    settings.locales_dir_path = folder + "/locales";
    settings.windowless_rendering_enabled = false;
    settings.remote_debugging_port = Integer.getInteger("simulated.devtools");
    settings.root_cache_path = new File(System.getProperty("simulated.cache")).getAbsolutePath();
    settings.log_severity = CefSettings.LogSeverity.LOGSEVERITY_DISABLE;
    return CefApp.getInstance(arguments, settings);
  }
}
