package com.intellij.openapi.editor.colors;

import com.intellij.openapi.editor.markup.TextAttributes;
import java.awt.Color;

public interface EditorColorsScheme {
  Color getDefaultBackground();
  Color getDefaultForeground();
  Color getColor(ColorKey key);
  TextAttributes getAttributes(TextAttributesKey key);
  String getConsoleFontName();
  int getConsoleFontSize();
}
