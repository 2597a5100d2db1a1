package com.intellij.openapi.editor.event;

import com.intellij.openapi.editor.Editor;
import io.agentbridge.stubs.StubError;
import java.util.EventObject;

public class SelectionEvent extends EventObject {
  public SelectionEvent() { super(""); }
  public Editor getEditor() { throw new StubError(); }
}
