package com.intellij.ide.dnd;

import com.intellij.openapi.Disposable;
import javax.swing.JComponent;

public final class DnDSupport {
  /** The one that was installed. */
  public static DnDDropHandler handler;
  public static DnDTargetChecker checker;

  public static DnDSupportBuilder createBuilder(JComponent component) {
    return new Builder();
  }

  private static final class Builder implements DnDSupportBuilder {
    private DnDTargetChecker wanted;
    private DnDDropHandler drop;

    @Override public DnDSupportBuilder disableAsSource() { return this; }
    @Override public DnDSupportBuilder enableAsNativeTarget() { return this; }
    @Override public DnDSupportBuilder setTargetChecker(DnDTargetChecker checker) { wanted = checker; return this; }
    @Override public DnDSupportBuilder setDropHandler(DnDDropHandler handler) { drop = handler; return this; }
    @Override public DnDSupportBuilder setDisposableParent(Disposable parent) { return this; }
    @Override public void install() { checker = wanted; handler = drop; }
  }
}
