package com.intellij.openapi.actionSystem;

import io.agentbridge.stubs.StubError;

public abstract class AnAction {
  public AnAction() { throw new StubError(); }
  public AnAction(String text) { throw new StubError(); }
  public ActionUpdateThread getActionUpdateThread() { throw new StubError(); }
  public void update(AnActionEvent e) { throw new StubError(); }
  public abstract void actionPerformed(AnActionEvent e);
}
