package com.intellij.ide.ui;

public class UISettings {
}
