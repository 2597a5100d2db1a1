package com.intellij.ui.content;

import io.agentbridge.simulated.SimulatedToolWindow;
import javax.swing.JComponent;

public interface ContentFactory {
  static ContentFactory getInstance() {
    return SimulatedToolWindow::content;
  }

  Content createContent(JComponent component, String displayName, boolean isLockable);
}
