package com.intellij.openapi.fileEditor;

import com.intellij.openapi.project.Project;
import com.intellij.openapi.vfs.VirtualFile;
import io.agentbridge.simulated.Say;

/** In the place of the real one, which wants more of an IDE than the kernel has. */
public class OpenFileDescriptor {
  private final VirtualFile file;
  private final int line;
  private final int column;

  public OpenFileDescriptor(Project project, VirtualFile file, int line, int column) {
    this.file = file;
    this.line = line;
    this.column = column;
  }

  public void navigate(boolean requestFocus) {
    Say.happened("opened", file.getPath() + ":" + line + ":" + column + (requestFocus ? " focused" : ""));
  }
}
