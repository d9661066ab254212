package dev.reeve.capsules.kv;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostKeyValues;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Key values of one principal in memory, with the host's bound on a value. */
final class TreeValues implements HostKeyValues {

  final ConcurrentSkipListMap<String, byte[]> values = new ConcurrentSkipListMap<>();

  @Override
  public Optional<byte[]> get(String key) {
    return Optional.ofNullable(values.get(key)).map(byte[]::clone);
  }

  @Override
  public boolean put(String key, byte[] value) throws CapsuleException {
    if (value.length > 256 * 1024) {
      throw new CapsuleException(CapsuleException.Kind.INVALID, "a value has at most 262144 bytes");
    }
    return values.put(key, value.clone()) == null;
  }

  @Override
  public boolean delete(String key) {
    return values.remove(key) != null;
  }

  @Override
  public List<String> keys(String prefix, String after, int max) {
    return values.keySet().stream().filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0).limit(max).toList();
  }
}
