package com.intellij.openapi.wm;

import com.intellij.openapi.project.Project;
import io.agentbridge.simulated.Say;
import io.agentbridge.simulated.SimulatedToolWindow;

public abstract class ToolWindowManager {
  public static ToolWindowManager getInstance(Project project) {
    return new ToolWindowManager() {
      @Override
      public ToolWindow getToolWindow(String id) {
        return SimulatedToolWindow.INSTANCE;
      }

      @Override
      public void activateEditorComponent() {
        Say.happened("left", "");
      }
    };
  }

  public abstract ToolWindow getToolWindow(String id);

  public abstract void activateEditorComponent();
}
