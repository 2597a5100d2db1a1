package com.intellij.openapi.keymap;

import com.intellij.openapi.actionSystem.Shortcut;

public interface Keymap {
  Shortcut[] getShortcuts(String actionId);
}
