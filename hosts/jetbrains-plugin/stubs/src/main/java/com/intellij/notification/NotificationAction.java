package com.intellij.notification;

import com.intellij.openapi.project.DumbAwareAction;
import io.agentbridge.stubs.StubError;

public abstract class NotificationAction extends DumbAwareAction {
  public static NotificationAction createSimpleExpiring(String text, Runnable act) { throw new StubError(); }
}
