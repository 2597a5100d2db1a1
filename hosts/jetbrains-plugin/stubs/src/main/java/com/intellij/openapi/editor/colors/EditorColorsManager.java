package com.intellij.openapi.editor.colors;

import com.intellij.util.messages.Topic;
import io.agentbridge.stubs.StubError;

public abstract class EditorColorsManager {
  public static final Topic<EditorColorsListener> TOPIC = null;
  public static EditorColorsManager getInstance() { throw new StubError(); }
  public abstract EditorColorsScheme getGlobalScheme();
}
