package com.intellij.openapi.wm.ex;

import com.intellij.openapi.wm.ToolWindowManager;
import com.intellij.util.messages.Topic;
import java.util.EventListener;

public interface ToolWindowManagerListener extends EventListener {
  Topic<ToolWindowManagerListener> TOPIC = new Topic<>(ToolWindowManagerListener.class);
  default void stateChanged(ToolWindowManager toolWindowManager) { }
}
