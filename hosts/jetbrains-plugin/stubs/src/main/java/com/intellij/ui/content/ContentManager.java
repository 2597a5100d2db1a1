package com.intellij.ui.content;

public interface ContentManager {
  void addContent(Content content);
  boolean removeContent(Content content, boolean dispose);
  Content[] getContents();
  Content getSelectedContent();
  void setSelectedContent(Content content);
}
