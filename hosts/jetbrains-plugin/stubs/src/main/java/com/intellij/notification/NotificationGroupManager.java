package com.intellij.notification;

import io.agentbridge.stubs.StubError;

public interface NotificationGroupManager {
  static NotificationGroupManager getInstance() { throw new StubError(); }
  NotificationGroup getNotificationGroup(String id);
}
