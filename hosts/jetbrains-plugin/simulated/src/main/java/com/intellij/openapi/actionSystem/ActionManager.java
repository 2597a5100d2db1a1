package com.intellij.openapi.actionSystem;

import com.intellij.openapi.util.ActionCallback;
import io.agentbridge.simulated.Say;
import java.awt.Component;
import java.awt.event.InputEvent;

public abstract class ActionManager {
  public static ActionManager getInstance() {
    return new ActionManager() {
      @Override
      public AnAction getAction(String id) {
        return new AnAction() {
          @Override public void actionPerformed(AnActionEvent e) { Say.happened("action", id); }
        };
      }

      @Override
      public ActionCallback tryToExecute(AnAction action, InputEvent event, Component component, String place, boolean now) {
        action.actionPerformed(null);
        return ActionCallback.DONE;
      }
    };
  }

  public abstract AnAction getAction(String id);

  public abstract ActionCallback tryToExecute(AnAction action, InputEvent event, Component component, String place, boolean now);
}
