package dev.reeve.kernel.capsule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code capsules.lock} holds: which capsules are installed, which versions were ever seen, which revocation lists. */
record LockedCapsules(List<Pin> pins, List<Seen> seen, List<SeenList> lists) {

  static final LockedCapsules EMPTY = new LockedCapsules(List.of(), List.of(), List.of());

  LockedCapsules {
    pins = List.copyOf(pins);
    seen = List.copyOf(seen);
    lists = List.copyOf(lists);
  }

  /**
   * An installed capsule.
   *
   * @param digest of its jar in the blob store
   * @param signature digest of its signature there
   * @param key fingerprint of the publisher's key
   * @param permissions as they were approved
   * @param interceptors event patterns of its interceptors, as they were approved
   * @param unloaded whether somebody unloaded it: it stays so over restarts
   */
  record Pin(
      String name, String version, String digest, String signature, String publisher, String key, List<String> permissions,
      List<String> interceptors, Instant installedAt, boolean unloaded) {

    Pin {
      permissions = List.copyOf(permissions);
      interceptors = List.copyOf(interceptors);
    }

    Pin unloaded(boolean now) {
      return new Pin(name, version, digest, signature, publisher, key, permissions, interceptors, installedAt, now);
    }
  }

  /**
   * The highest version of a capsule that was ever installed.
   *
   * @param digest the content of that version
   * @param key fingerprint of the key that signed it
   */
  record Seen(String name, String publisher, String version, String digest, String key) {}

  /**
   * The newest revocation list of a publisher.
   *
   * @param digest of its text in the blob store
   * @param signature digest of its signature there
   */
  record SeenList(String publisher, long serial, String digest, String signature) {}

  @Nullable Pin pin(String name) {
    return pins.stream().filter(pin -> pin.name().equals(name)).findFirst().orElse(null);
  }

  /** The highest version seen under a name from a publisher, by its name or, where that was changed, its key. */
  @Nullable Seen seen(String name, String publisher, String key) {
    return seen.stream()
        .filter(one -> one.name().equals(name) && (one.publisher().equals(publisher) || one.key().equals(key)))
        .max(Comparator.comparing(one -> Versions.of(one.version())))
        .orElse(null);
  }

  @Nullable SeenList list(String publisher) {
    return lists.stream().filter(one -> one.publisher().equals(publisher)).findFirst().orElse(null);
  }

  /** With that capsule installed, in place of the former of its name. */
  LockedCapsules with(Pin pin) {
    Seen before = seen(pin.name(), pin.publisher(), pin.key());
    List<Seen> higher = new ArrayList<>(seen);
    if (before == null || Versions.of(pin.version()).isHigherThan(Versions.of(before.version()))) {
      higher.removeIf(one -> one.equals(before));
      higher.add(new Seen(pin.name(), pin.publisher(), pin.version(), pin.digest(), pin.key()));
    }
    return new LockedCapsules(replaced(pin.name(), pin), higher, lists);
  }

  /** With its pin changed and nothing else. */
  LockedCapsules marked(Pin pin) {
    return new LockedCapsules(replaced(pin.name(), pin), seen, lists);
  }

  LockedCapsules without(String name) {
    return new LockedCapsules(replaced(name, null), seen, lists);
  }

  LockedCapsules with(SeenList list) {
    List<SeenList> newer = new ArrayList<>(lists);
    newer.removeIf(one -> one.publisher().equals(list.publisher()));
    newer.add(list);
    return new LockedCapsules(pins, seen, newer);
  }

  /** Without the versions a key signed: what came under a revoked key says nothing of what is to follow. */
  LockedCapsules forgetting(String key) {
    return new LockedCapsules(pins, seen.stream().filter(one -> !one.key().equals(key)).toList(), lists);
  }

  private List<Pin> replaced(String name, @Nullable Pin pin) {
    List<Pin> next = new ArrayList<>(pins);
    next.removeIf(old -> old.name().equals(name));
    if (pin != null) {
      next.add(pin);
    }
    return next;
  }
}
