package com.intellij.openapi.editor;

import com.intellij.openapi.Disposable;
import com.intellij.openapi.editor.event.CaretListener;
import com.intellij.openapi.editor.event.EditorEventMulticaster;
import com.intellij.openapi.editor.event.SelectionListener;

public abstract class EditorFactory {
  /** What listens to the selection. */
  public static SelectionListener selections;

  public static EditorFactory getInstance() {
    return new EditorFactory() {
      @Override
      public EditorEventMulticaster getEventMulticaster() {
        return new EditorEventMulticaster() {
          @Override public void addSelectionListener(SelectionListener listener, Disposable parent) { selections = listener; }
          @Override public void addCaretListener(CaretListener listener, Disposable parent) { }
        };
      }
    };
  }

  public abstract EditorEventMulticaster getEventMulticaster();
}
