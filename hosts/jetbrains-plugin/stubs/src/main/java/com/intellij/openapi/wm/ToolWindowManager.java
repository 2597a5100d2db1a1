package com.intellij.openapi.wm;

import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public abstract class ToolWindowManager {
  public static ToolWindowManager getInstance(Project project) { throw new StubError(); }
  public abstract ToolWindow getToolWindow(String id);
  public abstract void activateEditorComponent();
}
