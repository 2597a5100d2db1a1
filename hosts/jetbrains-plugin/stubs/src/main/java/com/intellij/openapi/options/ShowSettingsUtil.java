package com.intellij.openapi.options;

import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public abstract class ShowSettingsUtil {
  public static ShowSettingsUtil getInstance() { throw new StubError(); }
  public abstract <T extends Configurable> void showSettingsDialog(Project project, Class<T> configurable);
}
