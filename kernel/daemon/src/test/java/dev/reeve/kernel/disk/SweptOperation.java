package dev.reeve.kernel.disk;

import dev.reeve.kernel.edge.LiveKernel;
import io.grpc.Channel;
import java.util.SortedMap;

/**
 * Something a kernel is asked to do while one of its calls of the disk fails. Whatever fails, the kernel then shows the facts from before or
 * those from after it; and those from after it once it was acknowledged.
 */
interface SweptOperation {

  /** In a few words. */
  String name();

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
}
