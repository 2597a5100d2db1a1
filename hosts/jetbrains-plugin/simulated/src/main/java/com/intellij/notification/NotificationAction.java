package com.intellij.notification;

import com.intellij.openapi.actionSystem.AnActionEvent;
import com.intellij.openapi.project.DumbAwareAction;

public abstract class NotificationAction extends DumbAwareAction {
  public static NotificationAction createSimpleExpiring(String text, Runnable act) {
    return new NotificationAction() {
      @Override
      public void actionPerformed(AnActionEvent e) {
        act.run();
      }
    };
  }
}
