package com.intellij.notification;

import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.openapi.project.Project;
import io.agentbridge.simulated.Say;

public class Notification {
  /** The first action of the newest one: what a person would click. */
  public static AnAction newest;
  private final String text;

  Notification(String text) {
    this.text = text;
  }

  public Notification addAction(AnAction action) {
    newest = action;
    return this;
  }

  public void notify(Project project) {
    Say.happened("balloon", text);
  }
}
