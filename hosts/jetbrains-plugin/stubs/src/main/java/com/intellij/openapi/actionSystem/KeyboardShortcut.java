package com.intellij.openapi.actionSystem;

import io.agentbridge.stubs.StubError;
import javax.swing.KeyStroke;

public final class KeyboardShortcut extends Shortcut {
  public KeyStroke getFirstKeyStroke() { throw new StubError(); }
  public KeyStroke getSecondKeyStroke() { throw new StubError(); }
}
