package com.intellij.openapi.options;

import com.intellij.openapi.project.Project;
import io.agentbridge.simulated.Say;

public abstract class ShowSettingsUtil {
  public static ShowSettingsUtil getInstance() {
    return new ShowSettingsUtil() {
      @Override
      public <T extends Configurable> void showSettingsDialog(Project project, Class<T> configurable) {
        Say.happened("settings", configurable.getSimpleName());
      }
    };
  }

  public abstract <T extends Configurable> void showSettingsDialog(Project project, Class<T> configurable);
}
