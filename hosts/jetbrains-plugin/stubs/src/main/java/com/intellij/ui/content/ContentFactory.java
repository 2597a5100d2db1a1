package com.intellij.ui.content;

import io.agentbridge.stubs.StubError;
import javax.swing.JComponent;

public interface ContentFactory {
  static ContentFactory getInstance() { throw new StubError(); }
  Content createContent(JComponent component, String displayName, boolean isLockable);
}
