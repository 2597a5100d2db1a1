package com.intellij.ui.content;

import com.intellij.openapi.Disposable;
import com.intellij.openapi.util.UserDataHolder;
import javax.swing.JComponent;

public interface Content extends UserDataHolder {
  void setCloseable(boolean closeable);
  void setDisposer(Disposable disposer);
  void setPreferredFocusableComponent(JComponent component);
}
