package com.intellij.ide;

import io.agentbridge.simulated.Say;

public final class BrowserUtil {
  public static void browse(String url) {
    Say.happened("browse", url);
  }
}
