package com.intellij.openapi.editor.event;

import java.util.EventListener;

public interface SelectionListener extends EventListener {
  default void selectionChanged(SelectionEvent e) { }
}
