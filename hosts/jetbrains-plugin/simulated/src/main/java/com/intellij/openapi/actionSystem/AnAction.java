package com.intellij.openapi.actionSystem;

public abstract class AnAction {
  public AnAction() {
  }

  public AnAction(String text) {
  }

  public ActionUpdateThread getActionUpdateThread() {
    return ActionUpdateThread.OLD_EDT;
  }

  public void update(AnActionEvent e) {
  }

  public abstract void actionPerformed(AnActionEvent e);
}
