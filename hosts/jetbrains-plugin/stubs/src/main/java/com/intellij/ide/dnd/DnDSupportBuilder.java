package com.intellij.ide.dnd;

import com.intellij.openapi.Disposable;

public interface DnDSupportBuilder {
  DnDSupportBuilder disableAsSource();
  DnDSupportBuilder enableAsNativeTarget();
  DnDSupportBuilder setTargetChecker(DnDTargetChecker checker);
  DnDSupportBuilder setDropHandler(DnDDropHandler handler);
  DnDSupportBuilder setDisposableParent(Disposable parent);
  void install();
}
