package com.intellij.ide;

import io.agentbridge.stubs.StubError;

public final class BrowserUtil {
  public static void browse(String url) { throw new StubError(); }
}
