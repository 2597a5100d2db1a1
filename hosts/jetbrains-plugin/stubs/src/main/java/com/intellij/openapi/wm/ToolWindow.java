package com.intellij.openapi.wm;

import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.ui.content.ContentManager;
import java.util.List;

public interface ToolWindow {
  boolean isVisible();
  void activate(Runnable whenActive);
  ContentManager getContentManager();
  void setTitleActions(List<? extends AnAction> actions);
}
