package com.intellij.ide;

import com.intellij.openapi.Disposable;
import io.agentbridge.stubs.StubError;
import java.awt.AWTEvent;
import java.awt.EventQueue;

public final class IdeEventQueue extends EventQueue {
  public interface EventDispatcher {
    boolean dispatch(AWTEvent e);
  }
  public static IdeEventQueue getInstance() { throw new StubError(); }
  public void addDispatcher(EventDispatcher dispatcher, Disposable parent) { throw new StubError(); }
}
