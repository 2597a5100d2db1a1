package com.intellij.ide.trustedProjects;

import com.intellij.openapi.project.Project;

public final class TrustedProjects {
  public static boolean isProjectTrusted(Project project) {
    return !Boolean.getBoolean("simulated.untrusted");
  }
}
