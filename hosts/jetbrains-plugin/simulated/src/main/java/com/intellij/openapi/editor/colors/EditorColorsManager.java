package com.intellij.openapi.editor.colors;

import com.intellij.openapi.editor.markup.TextAttributes;
import com.intellij.util.messages.Topic;
import java.awt.Color;
import javax.swing.UIManager;

public abstract class EditorColorsManager {
  public static final Topic<EditorColorsListener> TOPIC = new Topic<>(EditorColorsListener.class);

  public static EditorColorsManager getInstance() {
    return new EditorColorsManager() {
      @Override
      public EditorColorsScheme getGlobalScheme() {
        return new Scheme();
      }
    };
  }

  public abstract EditorColorsScheme getGlobalScheme();

  /** Light or dark with the look and feel. */
  private static final class Scheme implements EditorColorsScheme {
    @Override public Color getDefaultBackground() { return UIManager.getColor("simulated.editorBackground"); }
    @Override public Color getDefaultForeground() { return UIManager.getColor("simulated.editorForeground"); }
    @Override public Color getColor(ColorKey key) { return null; }
    @Override public TextAttributes getAttributes(TextAttributesKey key) { return null; }
    @Override public String getConsoleFontName() { return "DejaVu Sans Mono"; }
    @Override public int getConsoleFontSize() { return 13; }
  }
}
