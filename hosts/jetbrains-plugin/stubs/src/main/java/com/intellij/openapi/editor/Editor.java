package com.intellij.openapi.editor;

import com.intellij.openapi.project.Project;

public interface Editor {
  Document getDocument();
  SelectionModel getSelectionModel();
  CaretModel getCaretModel();
  Project getProject();
}
