package dev.reeve.kernel.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Quota;
import dev.reeve.kernel.fault.KernelException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Key values for one capsule. It needs no permission and its caller no capability: who may call the tool or command that asks was decided
 * before, and what is reached is that capsule's and that principal's alone. Without a principal that is being served, or for one that is
 * gone, every call is DENIED; a run's calls are its agent's.
 *
 * <p>Characters of a key are those of Unicode: one outside of the basic plane counts once, half of one is refused. Keys are in the order
 * of their characters' numbers, which is that of their bytes in UTF-8; nothing is normalised.
 */
final class HostKeyValueAccess implements HostKeyValues {

  private static final int MAX_KEY = 512;
  private static final int MAX_VALUE = 256 * 1024;
  private static final int MAX_KEYS = 1_000;

  private final String capsule;
  private final KeyValueStore store;

  HostKeyValueAccess(String capsule, KeyValueStore store) {
    this.capsule = capsule;
    this.store = store;
  }

  @Override
  public Optional<byte[]> get(String key) throws CapsuleException {
    byte[] name = key(key);
    return served(owner -> store.get(owner, name));
  }

  @Override
  public boolean put(String key, byte[] value) throws CapsuleException {
    byte[] name = key(key);
    if (value.length > MAX_VALUE) {
      throw new CapsuleException(Kind.INVALID, "a value has at most " + MAX_VALUE + " bytes, this one has " + value.length);
    }
    byte[] kept = value.clone();
    return switch (served(owner -> store.put(owner, name, kept))) {
      case KeyValueStore.Put.Kept(boolean fresh) -> fresh;
      case KeyValueStore.Put.Full(long needed, long most) ->
          throw new CapsuleException(
              Kind.EXHAUSTED,
              "what is kept would take " + needed + " bytes, and " + Quota.MAX_STORAGE_BYTES.key() + " leaves " + most + " beside what else is stored");
      case KeyValueStore.Put.Gone() -> throw gone();
    };
  }

  @Override
  public boolean delete(String key) throws CapsuleException {
    byte[] name = key(key);
    return served(owner -> store.delete(owner, name));
  }

  @Override
  public List<String> keys(String prefix, String after, int max) throws CapsuleException {
    if (max < 1 || max > MAX_KEYS) {
      throw new CapsuleException(Kind.INVALID, "1 to " + MAX_KEYS + " keys can be listed");
    }
    byte[] first = bytes("a prefix", prefix);
    byte[] last = bytes("the key to go on after", after);
    return served(owner -> store.keys(owner, first, last, max)).stream().map(key -> new String(key, UTF_8)).toList();
  }

  private static byte[] key(String key) throws CapsuleException {
    if (key.isEmpty()) {
      throw new CapsuleException(Kind.INVALID, "a key has 1 to " + MAX_KEY + " characters");
    }
    return bytes("a key", key);
  }

  private static byte[] bytes(String what, String text) throws CapsuleException {
    if (text.length() > 2 * MAX_KEY || text.codePointCount(0, text.length()) > MAX_KEY) {
      throw new CapsuleException(Kind.INVALID, what + " has at most " + MAX_KEY + " characters");
    }
    if (text.codePoints().anyMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE)) {
      throw new CapsuleException(Kind.INVALID, what + " has no control characters and no halves of a character");
    }
    return text.getBytes(UTF_8);
  }

  /** Work on what is one principal's. */
  private interface Work<T> {
    T on(KeyValueStore.Owner owner);
  }

  private <T> T served(Work<T> work) throws CapsuleException {
    UUID principal = Caller.CURRENT.isBound() ? Caller.CURRENT.get().principal() : null;
    if (principal == null) {
      throw new CapsuleException(Kind.DENIED, "key values are kept for a principal, and none is being served");
    }
    if (!store.present(principal)) {
      throw gone();
    }
    try {
      return work.on(new KeyValueStore.Owner(principal, capsule));
    } catch (KernelException e) {
      throw new CapsuleException(Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static CapsuleException gone() {
    return new CapsuleException(Kind.DENIED, "the principal that is being served is gone");
  }
}
