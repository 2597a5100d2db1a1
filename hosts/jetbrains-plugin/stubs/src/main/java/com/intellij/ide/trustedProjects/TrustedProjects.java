package com.intellij.ide.trustedProjects;

import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public final class TrustedProjects {
  public static boolean isProjectTrusted(Project project) { throw new StubError(); }
}
