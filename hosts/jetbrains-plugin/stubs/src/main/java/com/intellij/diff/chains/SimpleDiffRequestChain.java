package com.intellij.diff.chains;

import com.intellij.diff.requests.DiffRequest;
import io.agentbridge.stubs.StubError;

public class SimpleDiffRequestChain implements DiffRequestChain {
  public SimpleDiffRequestChain(DiffRequest request) { throw new StubError(); }
}
