package com.intellij.ide.dnd;

public interface DnDDropHandler {
  void drop(DnDEvent event);
}
