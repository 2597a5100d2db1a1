package com.intellij.ide.ui;

import com.intellij.util.messages.Topic;
import java.util.EventListener;

public interface UISettingsListener extends EventListener {
  Topic<UISettingsListener> TOPIC = new Topic<>(UISettingsListener.class);
  void uiSettingsChanged(UISettings uiSettings);
}
