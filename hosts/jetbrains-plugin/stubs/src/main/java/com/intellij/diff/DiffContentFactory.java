package com.intellij.diff;

import com.intellij.diff.contents.DocumentContent;
import com.intellij.openapi.fileTypes.FileType;
import com.intellij.openapi.project.Project;
import io.agentbridge.stubs.StubError;

public abstract class DiffContentFactory {
  public static DiffContentFactory getInstance() { throw new StubError(); }
  public abstract DocumentContent create(Project project, String text, FileType fileType);
  public abstract DocumentContent createEditable(Project project, String text, FileType fileType);
}
