package dev.reeve.kernel.audit;

import dev.reeve.evidence.BrokenChainException;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.ChainRestore;
import dev.reeve.evidence.UnreadableChainException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Transaction.OutboxRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A chain as it is found at the start.
 *
 * @param segment the last segment; null when there is none
 * @param last time of the last record; null when there is none
 * @param present which of the asked outbox rows are in the chain
 */
record ChainState(ChainHead head, @Nullable Path segment, @Nullable Instant last, Set<String> present) {

  /**
   * Reads and verifies the whole chain and cuts off a tail that was torn by a crash; its bytes are kept beside the chain.
   *
   * @throws IOException when anything else is not as it was written
   */
  static ChainState read(Path folder, PublicKey pinned, List<OutboxRow> asked) throws IOException {
    Set<String> wanted = asked.stream().map(OutboxRow::id).collect(Collectors.toSet());
    Set<String> present = new HashSet<>();
    AtomicReference<@Nullable Instant> last = new AtomicReference<>();
    ChainRestore restore;
    try {
      restore =
          ChainRestore.of(
              folder,
              pinned,
              entry -> {
                last.set(entry.record().time());
                String outbox = entry.record().outbox();
                if (outbox != null && wanted.contains(outbox)) {
                  present.add(outbox);
                }
              });
    } catch (BrokenChainException e) {
      throw new IOException("the audit chain is broken and nothing is appended to it: " + e.getMessage() + "; see 'reeve audit verify'", e);
    } catch (UnreadableChainException e) {
      throw new IOException("the audit chain cannot be read: " + e.getMessage(), e);
    }
    if (restore.segment() != null && restore.tornBytes() > 0) {
      cut(restore.segment(), restore.wholeBytes(), restore.tornBytes());
    }
    return new ChainState(restore.head(), restore.segment(), last.get(), present);
  }

  private static void cut(Path segment, long whole, int torn) throws IOException {
    System.getLogger("reeve.audit")
        .log(System.Logger.Level.WARNING, "{0}: {1} bytes of a record that was never acknowledged are cut off", segment, torn);
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer tail = ByteBuffer.allocate(torn);
      channel.read(tail, whole);
      Files.write(segment.resolveSibling("torn-" + Ids.nextText() + ".part"), tail.array(), StandardOpenOption.CREATE_NEW);
      channel.truncate(whole);
      channel.force(true);
    }
  }
}
