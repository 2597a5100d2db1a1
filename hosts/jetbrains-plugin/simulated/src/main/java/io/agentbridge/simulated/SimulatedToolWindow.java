package io.agentbridge.simulated;

import com.intellij.openapi.Disposable;
import com.intellij.openapi.actionSystem.AnAction;
import com.intellij.openapi.util.Key;
import com.intellij.openapi.util.UserDataHolderBase;
import com.intellij.openapi.wm.ToolWindow;
import com.intellij.ui.content.Content;
import com.intellij.ui.content.ContentManager;
import java.awt.BorderLayout;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;

/** One tool window in a frame of its own, with one content shown at a time. */
public final class SimulatedToolWindow implements ToolWindow, ContentManager {
  public static final SimulatedToolWindow INSTANCE = new SimulatedToolWindow();
  public final JFrame frame = new JFrame("Agent Bridge");
  private final List<Content> contents = new ArrayList<>();
  private Content selected;
  public boolean visible = true;

  public static Content content(JComponent component, String name, boolean lockable) {
    return new Tab(component, name);
  }

  public static Disposable disposerOf(Content content) {
    return ((Tab) content).disposer;
  }

  @Override public boolean isVisible() { return visible; }
  @Override public void activate(Runnable whenActive) { SwingUtilities.invokeLater(whenActive); }
  @Override public ContentManager getContentManager() { return this; }
  @Override public void setTitleActions(List<? extends AnAction> actions) { }

  @Override
  public void addContent(Content content) {
    contents.add(content);
    if (selected == null) setSelectedContent(content);
  }

  @Override
  public boolean removeContent(Content content, boolean dispose) {
    return contents.remove(content);
  }

  @Override public Content[] getContents() { return contents.toArray(new Content[0]); }
  @Override public Content getSelectedContent() { return selected; }

  @Override
  public void setSelectedContent(Content content) {
    selected = content;
    Say.happened("tab", String.valueOf(((Tab) content).name));
    frame.getContentPane().removeAll();
    frame.getContentPane().add(((Tab) content).component, BorderLayout.CENTER);
    frame.revalidate();
    frame.repaint();
  }

  private static final class Tab extends UserDataHolderBase implements Content {
    private final JComponent component;
    private final String name;
    private Disposable disposer;

    private Tab(JComponent component, String name) {
      this.component = component;
      this.name = name;
    }

    @Override public void setCloseable(boolean closeable) { }
    @Override public void setDisposer(Disposable disposer) { this.disposer = disposer; }
    @Override public void setPreferredFocusableComponent(JComponent component) { }
  }
}
