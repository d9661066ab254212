package dev.reeve.kernel.disk;

import dev.reeve.kernel.edge.LiveKernel;
import io.grpc.Channel;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * Something a kernel is asked to do while one of its calls of the disk fails. Whatever fails, the kernel then shows the facts from before or
 * those from after it; and those from after it once it was acknowledged.
 */
interface SweptOperation {

  /** In a few words. */
  String name();

  /** On every build each so-manieth of its calls, the last one among them, is made to fail: more where many calls are alike. */
  default int stride() {
    return 3;
  }

  /** Makes what it needs in the home all of its tries begin with. */
  default void prepare(Channel channel) throws Exception {}

  /**
   * Does it and returns when it was acknowledged; throws when it was not.
   *
   * @param channel an administrator's, whose calls are one request
   */
  void perform(LiveKernel live, Channel channel) throws Exception;

  /** Whether it ends the kernel too. */
  default boolean stops() {
    return false;
  }

  /** Whether it may leave these facts where it was not acknowledged. */
  default boolean allows(SortedMap<String, String> facts, SortedMap<String, String> before, SortedMap<String, String> after) {
    return facts.equals(before) || facts.equals(after);
  }

  /**
   * What a try left.
   *
   * @param failed the call and its file, and {@code lasting} whether every one after it failed too
   * @param before the home it began with, and {@code now} the one that a kill right behind it leaves
   * @param facts a kernel shows of the former
   */
  record Left(boolean acknowledged, String failed, boolean lasting, Path before, Path now, SortedMap<String, String> facts) {}

  /** What is wrong with that beyond the facts, in words. */
  default List<String> wrong(Left left) throws Exception {
    return List.of();
  }

  /**
   * What a kernel that says that it is well can do as well once the disk fails no more; throws when it cannot.
   *
   * @param channel an administrator's
   */
  default void further(LiveKernel live, Channel channel) throws Exception {}
}
