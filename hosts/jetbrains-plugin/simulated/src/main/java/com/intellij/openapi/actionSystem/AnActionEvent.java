package com.intellij.openapi.actionSystem;

import com.intellij.openapi.project.Project;
import java.util.Map;

public class AnActionEvent {
  private final Project project;
  private final Map<DataKey<?>, Object> data;
  private final Presentation presentation = new Presentation();

  public AnActionEvent(Project project, Map<DataKey<?>, Object> data) {
    this.project = project;
    this.data = data;
  }

  public Project getProject() {
    return project;
  }

  @SuppressWarnings("unchecked")
  public <T> T getData(DataKey<T> key) {
    return (T) data.get(key);
  }

  public Presentation getPresentation() {
    return presentation;
  }
}
