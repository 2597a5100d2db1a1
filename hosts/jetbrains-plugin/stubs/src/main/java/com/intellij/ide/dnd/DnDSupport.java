package com.intellij.ide.dnd;

import io.agentbridge.stubs.StubError;
import javax.swing.JComponent;

public final class DnDSupport {
  public static DnDSupportBuilder createBuilder(JComponent component) { throw new StubError(); }
}
