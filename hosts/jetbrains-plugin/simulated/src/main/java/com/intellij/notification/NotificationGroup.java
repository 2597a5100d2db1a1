package com.intellij.notification;

public final class NotificationGroup {
  NotificationGroup(String id) {
    if (!id.equals("Agent Bridge")) throw new IllegalArgumentException(id);
  }

  public Notification createNotification(String title, String content, NotificationType type) {
    return new Notification(title + " | " + content + " | " + type);
  }
}
