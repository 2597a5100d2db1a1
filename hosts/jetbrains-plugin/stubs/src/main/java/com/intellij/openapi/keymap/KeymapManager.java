package com.intellij.openapi.keymap;

import io.agentbridge.stubs.StubError;

public abstract class KeymapManager {
  public static KeymapManager getInstance() { throw new StubError(); }
  public abstract Keymap getActiveKeymap();
}
