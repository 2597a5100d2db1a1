package com.intellij.openapi.actionSystem;

import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public class AnActionEvent {
  public Project getProject() { throw new StubError(); }
  public <T> T getData(DataKey<T> key) { throw new StubError(); }
  public Presentation getPresentation() { throw new StubError(); }
}
