package com.intellij.diff.editor;

import com.intellij.diff.chains.DiffRequestChain;
import com.intellij.testFramework.LightVirtualFile;
import io.agentbridge.stubs.StubError;

public class ChainDiffVirtualFile extends LightVirtualFile {
  public ChainDiffVirtualFile(DiffRequestChain chain, String name) { throw new StubError(); }
}
