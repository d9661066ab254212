package dev.reeve.kernel.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.kernel.store.Transaction;
import dev.reeve.v1.ErrorCode;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers to changes that were asked for under a request id of the client's, so that the same request again is answered the same and done
 * once. Kept for 24 h, and the last 100,000 of all principals. Only success is kept: what was refused may be tried again. Of an answer with a secret, or of
 * more than 64 KiB, it is kept only that it was given: the same request again is refused with words, not done again. That a request was
 * done is noted in the commit of its effect where that is one; its answer comes after.
 */
final class GivenAnswers {

  static final int MAX_ANSWERS = 100_000;
  private static final Duration KEPT = Duration.ofHours(24);
  private static final int MAX_BYTES = 64 * 1024;
  /** What is too old, or too much, is looked for once for so many. */
  static final int PRUNED_FOR = 64;
  private static final int PRUNED_AT_ONCE = 8 * PRUNED_FOR;

  private enum Withheld {
    NOTHING,
    SECRET,
    SIZE,
    /** It was done and its answer is not kept: not yet, or the kernel ended before. */
    LOST
  }

  private record Key(UUID principal, String requestId) {}

  private record Asked(String method, String digest) {}

  private record Row(Asked asked, byte @Nullable [] answer, Withheld withheld) {}

  private final ConcurrentMap<Key, Asked> serving = new ConcurrentHashMap<>();
  private final ConcurrentMap<Key, Asked> unkept = new ConcurrentHashMap<>();
  private final AnsweredIds answered = new AnsweredIds();
  private final Store store;
  private final Clock clock;
  /** How many more may come before the next pruning; of one change at a time. */
  private int unpruned;

  GivenAnswers(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    store
        .list("SELECT principal, request_id FROM given_answers ORDER BY seq", row -> new Key(UUID.fromString(Rows.string(row, "principal")), Rows.string(row, "request_id")))
        .forEach(key -> answered.add(key.principal(), key.requestId()));
  }

  /**
   * Claims a request id for this request until {@link Claim#end}.
   *
   * @return null for a request whose answer is not kept: a dry run
   * @throws KernelException ALREADY_EXISTS when the id was used for another request; ABORTED while the same is being served;
   *     FAILED_PRECONDITION when it was done and its answer was not kept
   */
  @Nullable Claim claim(UUID principal, String requestId, MethodPolicy method, Message request) {
    if (dry(request)) {
      return null;
    }
    Key key = new Key(principal, requestId);
    Asked asked = new Asked(method.method(), Digest.of(RequestRecord.deterministicBytes(request)));
    Asked other = serving.putIfAbsent(key, asked);
    if (other != null) {
      throw other.equals(asked) ? new KernelException(ErrorCode.ERROR_CODE_ABORTED, "this request is still being served; ask again") : used();
    }
    Claim claim = new Claim(key, asked, method.secretAnswer());
    try {
      Asked done = unkept.get(key);
      if (done != null) {
        claim.given = given(new Row(done, null, Withheld.LOST), asked);
      }
      Optional<Row> before = answered.mayHave(principal, requestId) ? find(key) : Optional.empty();
      if (before.isPresent()) {
        claim.given = given(before.get(), asked);
      }
      return claim;
    } catch (RuntimeException e) {
      claim.end();
      throw e;
    }
  }

  /** Notes durably that a request was done whose answer was never given. */
  void lost(UUID principal, String requestId, String method, String digest) {
    Instant now = clock.instant();
    answered.add(principal, requestId);
    store.write(
        transaction ->
            transaction.update(
                "INSERT INTO given_answers(principal, request_id, method, digest, answer, withheld, time) VALUES (?, ?, ?, ?, NULL, ?, ?)"
                    + " ON CONFLICT DO UPDATE SET withheld = excluded.withheld WHERE withheld = 'SECRET'",
                principal, requestId, method, digest, Withheld.LOST, now));
  }

  private static void prune(Transaction transaction, Instant now) throws SQLException {
    transaction.update("DELETE FROM given_answers WHERE seq <= (SELECT max(seq) FROM given_answers) - ?", MAX_ANSWERS);
    transaction.update(
        "DELETE FROM given_answers WHERE seq IN (SELECT seq FROM (SELECT seq, time FROM given_answers ORDER BY seq LIMIT ?) WHERE time < ?)",
        PRUNED_AT_ONCE, now.minus(KEPT));
  }

  private static boolean dry(Message request) {
    FieldDescriptor field = request.getDescriptorForType().findFieldByName("dry_run");
    return field != null && field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN && (Boolean) request.getField(field);
  }

  private static KernelException used() {
    return KernelException.exists("this request id was used for another request");
  }

  private static ByteString given(Row before, Asked asked) {
    if (!before.asked().equals(asked)) {
      throw used();
    }
    byte[] answer = before.answer();
    return switch (before.withheld()) {
      case SECRET -> throw KernelException.state("this was done; the token was told once");
      case SIZE -> throw KernelException.state("this was done; its answer was too large to be kept");
      case LOST -> throw KernelException.state("this was done, but its answer was lost: look what there is");
      case NOTHING -> ByteString.copyFrom(answer == null ? new byte[0] : answer);
    };
  }

  private Optional<Row> find(Key key) {
    return store
        .list(
            "SELECT method, digest, answer, withheld FROM given_answers WHERE principal = ? AND request_id = ? AND time >= ?",
            row ->
                new Row(
                    new Asked(Rows.string(row, "method"), Rows.string(row, "digest")), row.getBytes("answer"),
                    Withheld.valueOf(Rows.string(row, "withheld"))),
            key.principal(), key.requestId(), clock.instant().minus(KEPT))
        .stream()
        .findFirst();
  }

  /** A request id in use by one request. */
  final class Claim {

    private final Key key;
    private final Asked asked;
    private final boolean secret;
    private @Nullable ByteString given;
    private volatile boolean noted;

    private Claim(Key key, Asked asked, boolean secret) {
      this.key = key;
      this.asked = asked;
      this.secret = secret;
    }

    /** The answer that was given before; null when it was not. */
    @Nullable ByteString given() {
      return given;
    }

    /** Notes in the commit of its effect that the request was done. */
    @Nullable Object note(Transaction transaction) throws SQLException {
      insert(transaction, null, secret ? Withheld.SECRET : Withheld.LOST, clock.instant());
      noted = true;
      return null;
    }

    /** Whether it is noted already that the request was done. */
    boolean noted() {
      return noted;
    }

    /**
     * Stores the answer, and where that is not noted yet, that the request is done: a start after a crash must not close as not done what it
     * answers with success when it is asked again. The future completes when it is durable.
     */
    CompletableFuture<?> keep(Message answer) {
      if (noted && secret) {
        return CompletableFuture.completedFuture(null);
      }
      byte[] bytes = answer.toByteArray();
      Withheld withheld = secret ? Withheld.SECRET : bytes.length > MAX_BYTES ? Withheld.SIZE : Withheld.NOTHING;
      Instant now = clock.instant();
      return store.<@Nullable Object>submit(
              transaction -> {
                byte[] kept = withheld == Withheld.NOTHING ? bytes : null;
                if (noted) {
                  return transaction.update(
                      "UPDATE given_answers SET answer = ?, withheld = ?, time = ? WHERE principal = ? AND request_id = ?", kept, withheld, now,
                      key.principal(), key.requestId());
                }
                transaction.done();
                insert(transaction, kept, withheld, now);
                return null;
              })
          .stored();
    }

    private void insert(Transaction transaction, byte @Nullable [] answer, Withheld withheld, Instant now) throws SQLException {
      answered.add(key.principal(), key.requestId());
      transaction.update(
          "INSERT OR REPLACE INTO given_answers(principal, request_id, method, digest, answer, withheld, time) VALUES (?, ?, ?, ?, ?, ?, ?)",
          key.principal(), key.requestId(), asked.method(), asked.digest(), answer, withheld, now);
      if (--unpruned <= 0) {
        unpruned = PRUNED_FOR;
        prune(transaction, now);
      }
    }

    /** Its answer could not be kept: as long as this kernel lives, it is not done again all the same; so for the first {@value #MAX_ANSWERS}. */
    void lose() {
      if (unkept.size() < MAX_ANSWERS) {
        unkept.put(key, asked);
      }
    }

    /** The request is over. */
    void end() {
      serving.remove(key, asked);
    }
  }
}
