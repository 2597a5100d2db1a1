package com.intellij.ide.actions;

import io.agentbridge.stubs.StubError;
import java.nio.file.Path;

public class RevealFileAction {
  public static void openDirectory(Path directory) { throw new StubError(); }
}
