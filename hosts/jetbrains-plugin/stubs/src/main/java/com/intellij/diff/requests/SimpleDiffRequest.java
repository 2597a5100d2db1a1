package com.intellij.diff.requests;

import com.intellij.diff.contents.DiffContent;
import io.agentbridge.stubs.StubError;

public class SimpleDiffRequest extends DiffRequest {
  public SimpleDiffRequest(String title, DiffContent content1, DiffContent content2, String title1, String title2) { throw new StubError(); }
}
