package com.intellij.openapi.editor.event;

import com.intellij.openapi.editor.Editor;
import io.agentbridge.stubs.StubError;
import java.util.EventObject;

public class CaretEvent extends EventObject {
  public CaretEvent() { super(""); }
  public Editor getEditor() { throw new StubError(); }
}
