package com.intellij.ide.dnd;

import io.agentbridge.stubs.StubError;
import java.io.File;
import java.util.List;

public final class FileCopyPasteUtil {
  public static List<File> getFileListFromAttachedObject(Object attached) { throw new StubError(); }
}
