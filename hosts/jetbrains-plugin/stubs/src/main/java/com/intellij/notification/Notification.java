package com.intellij.notification;

import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public class Notification {
  public Notification addAction(AnAction action) { throw new StubError(); }
  public void notify(Project project) { throw new StubError(); }
}
