package dev.reeve.kernel.disk;

import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.edge.LiveKernel;
import dev.reeve.kernel.store.Digest;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A backup, which changes nothing. What was acknowledged is whole, and a kernel goes on from it; what was refused is none, however much of it
 * came.
 */
final class SweptBackup implements SweptOperation {

  private TakenBackup taken = new TakenBackup();

  @Override
  public String name() {
    return "backup";
  }

  /** It copies, reads and removes the policy's files one by one, and the database page by page. */
  @Override
  public int stride() {
    return 9;
  }

  @Override
  public void prepare(Channel channel) {
    SweptOperations.principal(channel, "kept");
  }

  @Override
  public void perform(LiveKernel live, Channel channel) {
    taken = new TakenBackup();
    taken.receive(channel);
  }

  @Override
  public List<String> wrong(Left left) throws IOException {
    List<String> wrong = new ArrayList<>();
    Path received = left.now().resolveSibling("received");
    FoundHome.clear(received);
    String problem = taken.problem(received);
    if (left.acknowledged() != problem.isEmpty()) {
      wrong.add(left.acknowledged() ? "it was acknowledged, but " + problem : "it was refused, and what came is a whole backup");
    }
    if (left.acknowledged() && problem.isEmpty()) {
      AfterLoss restored = AfterLoss.of(received, FailureSweep.OPERATOR);
      restored.wrong().forEach(each -> wrong.add("restored, " + each));
      if (!restored.facts().equals(left.facts())) {
        wrong.add("restored, it is " + restored.facts());
      }
    }
    if (!kept(left.before()).equals(kept(left.now()))) {
      wrong.add("the kernel's files are others: " + kept(left.now()));
    }
    boolean removalFailed = left.lasting() || left.failed().startsWith("unlink ") || left.failed().startsWith("rmdir ");
    if (!removalFailed && Files.exists(KernelHome.inTree(left.now()).staging())) {
      wrong.add("a part of it is left");
    }
    return wrong;
  }

  /** What no backup changes: the files of the policy, the keys and the blobs, by their digests. */
  private static SortedMap<String, String> kept(Path folder) throws IOException {
    KernelHome home = KernelHome.inTree(folder);
    SortedMap<String, String> digests = new TreeMap<>();
    for (Path part : List.of(home.etc(), home.keys(), home.blobs())) {
      try (Stream<Path> files = Files.walk(part)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          digests.put(folder.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
        }
      }
    }
    return digests;
  }

  /** Another one is given out, and nothing is left of either. */
  @Override
  public void further(LiveKernel live, Channel channel) throws IOException {
    new TakenBackup().receive(channel);
    if (Files.exists(live.home().staging())) {
      throw new IOException("a further backup leaves a part of one");
    }
  }
}
