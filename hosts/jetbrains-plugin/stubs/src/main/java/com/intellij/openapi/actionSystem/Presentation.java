package com.intellij.openapi.actionSystem;

import io.agentbridge.stubs.StubError;

public final class Presentation {
  public boolean isEnabledAndVisible() { throw new StubError(); }
  public void setEnabledAndVisible(boolean enabled) { throw new StubError(); }
}
