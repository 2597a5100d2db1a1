package com.intellij.notification;

import io.agentbridge.stubs.StubError;

public final class NotificationGroup {
  public Notification createNotification(String title, String content, NotificationType type) { throw new StubError(); }
}
