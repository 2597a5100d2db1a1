package com.intellij.execution.configurations;

import com.intellij.execution.ExecutionException;
import io.agentbridge.stubs.StubError;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

public class GeneralCommandLine {
  public enum ParentEnvironmentType { NONE, SYSTEM, CONSOLE }
  public GeneralCommandLine(List<String> command) { throw new StubError(); }
  public GeneralCommandLine withWorkDirectory(String path) { throw new StubError(); }
  public GeneralCommandLine withEnvironment(Map<String, String> environment) { throw new StubError(); }
  public GeneralCommandLine withParentEnvironmentType(ParentEnvironmentType type) { throw new StubError(); }
  public GeneralCommandLine withCharset(Charset charset) { throw new StubError(); }
  public Process createProcess() throws ExecutionException { throw new StubError(); }
}
