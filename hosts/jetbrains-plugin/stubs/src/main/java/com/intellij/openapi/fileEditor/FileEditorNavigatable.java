package com.intellij.openapi.fileEditor;

import com.intellij.openapi.vfs.VirtualFile;
import com.intellij.pom.Navigatable;

public interface FileEditorNavigatable extends Navigatable {
  VirtualFile getFile();
}
