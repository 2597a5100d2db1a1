package com.intellij.notification;

public interface NotificationGroupManager {
  static NotificationGroupManager getInstance() {
    return NotificationGroup::new;
  }

  NotificationGroup getNotificationGroup(String id);
}
