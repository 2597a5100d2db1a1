package com.intellij.util.ui;

import io.agentbridge.stubs.StubError;
import javax.swing.JComponent;
import javax.swing.JPanel;

public class FormBuilder {
  public static FormBuilder createFormBuilder() { throw new StubError(); }
  public FormBuilder addLabeledComponent(String label, JComponent component) { throw new StubError(); }
  public FormBuilder addComponent(JComponent component) { throw new StubError(); }
  public FormBuilder addSeparator() { throw new StubError(); }
  public FormBuilder addComponentFillVertically(JComponent component, int topInset) { throw new StubError(); }
  public JPanel getPanel() { throw new StubError(); }
}
