package dev.reeve.tui.screen.source;

import dev.reeve.cli.output.Printable;
import dev.reeve.cli.run.RunViews;
import dev.reeve.client.KernelClient;
import dev.reeve.tui.screen.Content;
import dev.reeve.v1.GetRunRequest;
import dev.reeve.v1.Run;
import dev.reeve.v1.RunEvent;
import dev.reeve.v1.RunLogsRequest;
import dev.reeve.v1.RunLogsResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Asks for what a run printed behind what is known of it. */
record Logs(KernelClient client) {

  /** The most characters of a line that are kept. */
  private static final int LONGEST = 4_000;

  Content.Log behind(String id, Content known) {
    Content.Log before = known instanceof Content.Log log ? log : new Content.Log(List.of(), 0, "");
    Run run = client.runs().get(GetRunRequest.newBuilder().setRun(id).build()).getRun();
    Deque<String> lines = new ArrayDeque<>();
    long last = before.last();
    Iterator<RunLogsResponse> answers = client.runs().logs(RunLogsRequest.newBuilder().setRun(id).setSinceSequence(last).build());
    while (answers.hasNext()) {
      for (RunEvent event : answers.next().getLinesList()) {
        last = Math.max(last, event.getSequence());
        lines.addLast(line(event));
        if (lines.size() > Content.Log.MOST) {
          lines.removeFirst();
        }
      }
    }
    List<String> all = new ArrayList<>(before.lines());
    all.addAll(lines);
    return new Content.Log(all, last, RunViews.state(run.getState()));
  }

  private static String line(RunEvent event) {
    String data = event.getData();
    return Printable.line(data.length() <= LONGEST ? data : data.substring(0, LONGEST) + "…");
  }
}
