package com.intellij.openapi.actionSystem;

import javax.swing.KeyStroke;

public final class KeyboardShortcut extends Shortcut {
  private final KeyStroke first;

  public KeyboardShortcut(KeyStroke first) {
    this.first = first;
  }

  public KeyStroke getFirstKeyStroke() {
    return first;
  }

  public KeyStroke getSecondKeyStroke() {
    return null;
  }
}
