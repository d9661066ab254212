package dev.reeve.capsule;

import java.util.List;
import java.util.Optional;

/**
 * Small values kept durably, for each capsule and each principal apart: what is kept while a principal is served is seen for that principal
 * alone. A key has 1 to 512 characters without control characters, a value at most 256 KiB. What is kept counts for the principal's
 * {@code max_storage_bytes}.
 */
public interface HostKeyValues {

  /** The value of a key; empty where there is none. */
  Optional<byte[]> get(String key) throws CapsuleException;

  /**
   * Keeps a value, durably when this returns; answers whether the key was new.
   *
   * @throws CapsuleException EXHAUSTED when the principal's storage is used up; nothing is changed then
   */
  boolean put(String key, byte[] value) throws CapsuleException;

  /** Forgets a key; answers whether it was there. */
  boolean delete(String key) throws CapsuleException;

  /**
   * Keys in order.
   *
   * @param prefix with which they begin; empty: all
   * @param after keys greater than this one; empty: from the start
   * @param max 1 to 1,000
   */
  List<String> keys(String prefix, String after, int max) throws CapsuleException;
}
