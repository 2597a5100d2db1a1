package com.intellij.util.ui;

import java.awt.Color;
import javax.swing.UIManager;

public final class UIUtil {
  public static Color getPanelBackground() {
    return UIManager.getColor("Panel.background");
  }
}
