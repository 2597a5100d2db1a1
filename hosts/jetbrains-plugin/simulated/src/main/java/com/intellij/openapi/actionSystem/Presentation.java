package com.intellij.openapi.actionSystem;

public final class Presentation {
  private boolean enabled;

  public boolean isEnabledAndVisible() {
    return enabled;
  }

  public void setEnabledAndVisible(boolean enabled) {
    this.enabled = enabled;
  }
}
