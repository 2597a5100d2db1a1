package com.intellij.ide.dnd;

public interface DnDTargetChecker {
  boolean update(DnDEvent event);
}
