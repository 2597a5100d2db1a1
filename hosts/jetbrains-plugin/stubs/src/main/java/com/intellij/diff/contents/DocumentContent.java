package com.intellij.diff.contents;

import com.intellij.openapi.editor.Document;

public interface DocumentContent extends DiffContent {
  Document getDocument();
}
