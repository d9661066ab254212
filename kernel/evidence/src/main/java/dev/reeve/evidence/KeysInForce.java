package dev.reeve.evidence;

import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the audit keys along a chain: which one may sign at this place. The first that is met is in force until a {@link Rotation} hands
 * over; none signs in two epochs. Methods answer null, or what is wrong; then nothing has changed.
 */
final class KeysInForce {

  /** A key and its epoch; the key is null where only its id is known, the place in the pinned keys counts on behind their end. */
  private record InForce(long epoch, String keyId, @Nullable PublicKey key, int place) {}

  private final @Nullable PinnedKeys pinned;
  private final boolean fromFirst;
  private final Map<String, InForce> met = new HashMap<>();
  private @Nullable InForce first;
  private @Nullable InForce current;

  /** @param fromFirst whether the chain still has its first record: then its first key is the oldest pinned */
  KeysInForce(@Nullable PinnedKeys pinned, boolean fromFirst) {
    this.pinned = pinned;
    this.fromFirst = fromFirst;
  }

  /** 0 before the first key is met. */
  long epoch() {
    InForce now = current;
    return now == null ? 0 : now.epoch();
  }

  /** Empty before the first key is met. */
  String keyId() {
    InForce now = current;
    return now == null ? "" : now.keyId();
  }

  /** Null where it is neither pinned nor in the chain. */
  @Nullable PublicKey key() {
    InForce now = current;
    return now == null ? null : now.key();
  }

  /** Begins with a key that is known to be in force. */
  @Nullable String begin(long epoch, String keyId, @Nullable PublicKey key) {
    InForce begun = new InForce(epoch, keyId, key, 0);
    if (pinned != null) {
      int place = pinned.indexOf(keyId);
      if (place < 0) {
        return "its key " + keyId + " is not pinned";
      }
      begun = new InForce(epoch, keyId, pinned.keys().get(place), place);
    }
    enter(begun);
    return null;
  }

  private void enter(InForce next) {
    first = first == null ? next : first;
    current = next;
    met.put(next.keyId(), next);
  }

  @Nullable String checkpoint(SignedCheckpoint signed) {
    return orAsBefore(() -> spoken(signed.checkpoint(), signed::verify));
  }

  @Nullable String rotation(SignedRotation signed) {
    return orAsBefore(
        () -> {
          String problem = spoken(signed.rotation().vouched(), signed::verify);
          return problem != null ? problem : handedOver(signed);
        });
  }

  private @Nullable String orAsBefore(Supplier<@Nullable String> step) {
    InForce before = current;
    String problem = step.get();
    current = problem == null ? current : before;
    return problem;
  }

  private @Nullable String spoken(Checkpoint said, Predicate<PublicKey> signed) {
    String problem = signer(said);
    PublicKey key = key();
    return problem != null || key == null || signed.test(key) ? problem : "its signature is not by the key in force over this";
  }

  private @Nullable String handedOver(SignedRotation signed) {
    if (!signed.verifyNext()) {
      return "its next_signature is not by the next key over this";
    }
    Rotation rotation = signed.rotation();
    String nextId = rotation.nextKeyId();
    int place = current == null ? 0 : current.place() + 1;
    boolean foreseen = pinned != null && place < pinned.keys().size();
    if (pinned != null && foreseen && pinned.indexOf(nextId) != place) {
      return "it hands over to key " + nextId + ", the next pinned is " + CheckpointKey.keyId(pinned.keys().get(place));
    }
    if (met.containsKey(nextId) || (pinned != null && !foreseen && pinned.indexOf(nextId) >= 0)) {
      return "it hands over to key " + nextId + ", which is of an epoch that has passed";
    }
    enter(new InForce(rotation.nextEpoch(), nextId, rotation.nextKey(), place));
    return null;
  }

  /** Whether what is said was said by the key in force; the first key met comes into force. */
  private @Nullable String signer(Checkpoint said) {
    if (current == null) {
      if (fromFirst && pinned != null && pinned.indexOf(said.keyId()) > 0) {
        return "its key " + said.keyId() + " is the first of the chain, but not the oldest of the pinned";
      }
      String problem = begin(said.epoch(), said.keyId(), null);
      if (problem != null) {
        return problem;
      }
    }
    if (!said.keyId().equals(keyId())) {
      return "it is signed by key " + said.keyId() + (met.containsKey(said.keyId()) ? ", whose epoch has passed" : ", which is not in force")
          + "; in force is " + keyId() + " of epoch " + epoch();
    }
    return said.epoch() == epoch() ? null : "its epoch is " + said.epoch() + ", but its key signs epoch " + epoch() + " only";
  }

  /** At the chain's end, which is before a key's time when something later is known. */
  @Nullable String ended() {
    InForce now = current;
    int place = now == null ? 0 : now.place();
    if (pinned == null || place + 1 >= pinned.keys().size()) {
      return null;
    }
    return "the chain ends " + (now == null ? "before its first checkpoint" : "in epoch " + now.epoch()) + ", the pinned keys know a later one";
  }

  /** At the chain's end: whether a receipt was signed by the key that its epoch had. */
  @Nullable String receipt(PruneReceipt receipt) {
    InForce now = current;
    InForce earliest = first;
    if (now == null || earliest == null) {
      return null;
    }
    if (receipt.epoch() > now.epoch()) {
      return "the chain ends in epoch " + now.epoch() + ", " + receipt.fileName() + " is signed in a later one";
    }
    InForce signer = met.get(receipt.keyId());
    boolean elsewhere = signer == null ? receipt.epoch() >= earliest.epoch() : signer.epoch() != receipt.epoch();
    if (elsewhere || (pinned != null && pinned.indexOf(receipt.keyId()) - now.place() != receipt.epoch() - now.epoch())) {
      return receipt.fileName() + " is signed by a key of another epoch";
    }
    return signer == null || signer.key() == null || receipt.verify(signer.key())
        ? null
        : receipt.fileName() + ": its signature is not by its key over this";
  }
}
