package com.intellij.execution.configurations;

import com.intellij.execution.ExecutionException;
import io.agentbridge.simulated.Say;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

public class GeneralCommandLine {
  public enum ParentEnvironmentType { NONE, SYSTEM, CONSOLE }

  private final ProcessBuilder builder;

  public GeneralCommandLine(List<String> command) {
    builder = new ProcessBuilder(command);
  }

  public GeneralCommandLine withWorkDirectory(String path) {
    builder.directory(new File(path));
    return this;
  }

  public GeneralCommandLine withEnvironment(Map<String, String> environment) {
    builder.environment().putAll(environment);
    return this;
  }

  public GeneralCommandLine withParentEnvironmentType(ParentEnvironmentType type) {
    return this;
  }

  public GeneralCommandLine withCharset(Charset charset) {
    return this;
  }

  public Process createProcess() throws ExecutionException {
    try {
      Process process = builder.start();
      Say.happened("process", String.valueOf(process.pid()));
      return process;
    }
    catch (IOException error) {
      throw new ExecutionException(error.getMessage());
    }
  }
}
