package com.intellij.openapi.fileEditor;

import com.intellij.openapi.editor.Editor;

public interface TextEditor extends FileEditor {
  Editor getEditor();
}
