package com.intellij.ide;

import com.intellij.openapi.Disposable;
import com.intellij.openapi.util.Disposer;
import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Dispatchers see events before everybody else, as in the IDE. */
public final class IdeEventQueue extends EventQueue {
  public interface EventDispatcher {
    boolean dispatch(AWTEvent e);
  }

  private static IdeEventQueue instance;
  private final List<EventDispatcher> dispatchers = new CopyOnWriteArrayList<>();

  public static synchronized IdeEventQueue getInstance() {
    if (instance == null) {
      instance = new IdeEventQueue();
      Toolkit.getDefaultToolkit().getSystemEventQueue().push(instance);
    }
    return instance;
  }

  public void addDispatcher(EventDispatcher dispatcher, Disposable parent) {
    dispatchers.add(dispatcher);
    Disposer.register(parent, () -> dispatchers.remove(dispatcher));
  }

  @Override
  protected void dispatchEvent(AWTEvent event) {
    for (EventDispatcher dispatcher : dispatchers) {
      if (dispatcher.dispatch(event)) return;
    }
    super.dispatchEvent(event);
  }
}
