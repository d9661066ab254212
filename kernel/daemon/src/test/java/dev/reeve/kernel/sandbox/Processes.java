package dev.reeve.kernel.sandbox;

import java.util.ArrayList;
import java.util.List;

/** What processes of a test take. */
public final class Processes {

  private Processes() {}

  /** Of a process and its descendants. */
  public static ProcessUse use(Process process) {
    List<Integer> pids = new ArrayList<>(List.of(Math.toIntExact(process.pid())));
    process.descendants().forEach(child -> pids.add(Math.toIntExact(child.pid())));
    return ProcessUse.of(pids);
  }
}
