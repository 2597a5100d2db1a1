package com.intellij.openapi.editor;

import com.intellij.openapi.editor.event.EditorEventMulticaster;
import io.agentbridge.stubs.StubError;

public abstract class EditorFactory {
  public static EditorFactory getInstance() { throw new StubError(); }
  public abstract EditorEventMulticaster getEventMulticaster();
}
