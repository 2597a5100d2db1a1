package com.intellij.openapi.actionSystem;

import com.intellij.openapi.util.ActionCallback;
import io.agentbridge.stubs.StubError;
import java.awt.Component;
import java.awt.event.InputEvent;

public abstract class ActionManager {
  public static ActionManager getInstance() { throw new StubError(); }
  public abstract AnAction getAction(String id);
  public abstract ActionCallback tryToExecute(
    AnAction action, InputEvent event, Component component, String place, boolean now);
}
