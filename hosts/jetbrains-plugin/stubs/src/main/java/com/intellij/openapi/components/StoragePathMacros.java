package com.intellij.openapi.components;

public final class StoragePathMacros {
  public static final String PRODUCT_WORKSPACE_FILE = "$PRODUCT_WORKSPACE_FILE$";
}
