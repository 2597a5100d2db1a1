package com.intellij.openapi.actionSystem;

import io.agentbridge.stubs.StubError;

public abstract class AnAction {
  public ActionUpdateThread getActionUpdateThread() { throw new StubError(); }
  public void update(AnActionEvent e) { throw new StubError(); }
  public abstract void actionPerformed(AnActionEvent e);
}
