package com.intellij.openapi.editor.event;

import com.intellij.openapi.Disposable;

public interface EditorEventMulticaster {
  void addSelectionListener(SelectionListener listener, Disposable parent);
  void addCaretListener(CaretListener listener, Disposable parent);
}
