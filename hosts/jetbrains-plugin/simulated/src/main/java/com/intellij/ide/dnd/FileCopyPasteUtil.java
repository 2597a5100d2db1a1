package com.intellij.ide.dnd;

import java.io.File;
import java.util.List;

public final class FileCopyPasteUtil {
  @SuppressWarnings("unchecked")
  public static List<File> getFileListFromAttachedObject(Object attached) {
    return (List<File>) attached;
  }
}
