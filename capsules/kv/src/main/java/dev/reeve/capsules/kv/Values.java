package dev.reeve.capsules.kv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostKeyValues;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON values by key, kept as canonical JSON text in UTF-8. Whether a key is there and putting it are one step against every other put
 * through this object, which is all there are while one such capsule runs.
 */
final class Values {

  private static final int MOST_KEYS = 1_000;

  /** Keys share locks; a put that looks first has one alone, others hold it together. */
  private final List<ReadWriteLock> locks = Stream.<ReadWriteLock>generate(ReentrantReadWriteLock::new).limit(64).toList();

  private final HostKeyValues host;

  Values(HostKeyValues host) {
    this.host = host;
  }

  /** What a put did. */
  enum Put {
    /** The key was not there before. */
    CREATED,
    /** The key had a value before. */
    REPLACED,
    /** The key is there, and nothing was changed. */
    PRESENT
  }

  /** Keys in order. {@code more}: whether some follow. */
  record Page(List<String> keys, boolean more) {}

  /** The JSON text of a key's value; empty where there is none. */
  Optional<String> text(String key) throws CapsuleException {
    return host.get(key).map(bytes -> new String(bytes, UTF_8));
  }

  /** Keeps a value; INVALID when it cannot be kept as it is. */
  Put put(String key, @Nullable Object value) throws CapsuleException {
    byte[] bytes = JsonWriter.write(value).getBytes(UTF_8);
    return holding(lock(key).readLock(), () -> put(key, bytes));
  }

  /** Keeps a value where the key is not there. */
  Put putIfAbsent(String key, @Nullable Object value) throws CapsuleException {
    byte[] bytes = JsonWriter.write(value).getBytes(UTF_8);
    return holding(lock(key).writeLock(), () -> host.get(key).isPresent() ? Put.PRESENT : put(key, bytes));
  }

  private Put put(String key, byte[] bytes) throws CapsuleException {
    return host.put(key, bytes) ? Put.CREATED : Put.REPLACED;
  }

  boolean delete(String key) throws CapsuleException {
    return host.delete(key);
  }

  /** At most {@code most} keys, 1 to 1,000, that begin with a prefix and are greater than a key. */
  Page keys(String prefix, String after, int most) throws CapsuleException {
    List<String> keys = host.keys(prefix, after, Math.min(most, MOST_KEYS));
    return new Page(keys, keys.size() >= most && !host.keys(prefix, keys.getLast(), 1).isEmpty());
  }

  private ReadWriteLock lock(String key) {
    return locks.get(Math.floorMod(key.hashCode(), locks.size()));
  }

  private interface Work {
    Put run() throws CapsuleException;
  }

  private static Put holding(Lock lock, Work work) throws CapsuleException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "interrupted", e);
    }
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
