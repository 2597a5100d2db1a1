package io.agentbridge.simulated;

/** What the simulated IDE was asked to do, for the test that reads its stdout: a word, a tab, a text on one line. */
public final class Say {
  public static synchronized void happened(String word, String text) {
    System.out.println(word + "\t" + text.replace("\n", "\\n"));
    System.out.flush();
  }
}
