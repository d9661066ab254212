package dev.reeve.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random chains, many of them with something wrong, judged by both verifiers alike. */
class NaiveVerifierTest {

  private static final int ROUNDS = 120;

  @TempDir Path folder;
  private final Random random = new Random(20261129);
  /** Of nobody, and of the epochs of the chain at hand. */
  private final List<KeyPair> strangers = List.of(SampleChain.newKeys(), SampleChain.newKeys());

  @Test
  void bothNameTheSameFirstBadRecord() throws Exception {
    TreeMap<Boolean, Integer> verdicts = new TreeMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      Path dir = Files.createDirectory(folder.resolve("round-" + round));
      SampleChain chain = chain(round);
      write(dir, chain);
      for (PinnedKeys pinned : pins(chain)) {
        Verification found = ChainVerifier.verify(dir, pinned, null);
        long expected = NaiveVerifier.firstBad(dir, pinned == null ? null : pinned.keys());
        assertThat(found.firstBadSeq()).as("round %d, pinned %s: %s", round, pinned == null ? 0 : pinned.keys().size(), found.problem())
            .isEqualTo(expected);
        verdicts.merge(found.intact(), 1, Integer::sum);
      }
    }
    assertThat(verdicts.get(true)).isGreaterThan(ROUNDS / 3);
    assertThat(verdicts.get(false)).isGreaterThan(ROUNDS / 3);
  }

  private SampleChain chain(int seed) {
    SampleChain chain = new SampleChain(seed);
    boolean honest = random.nextInt(3) > 0;
    for (int steps = 1 + random.nextInt(9); steps > 0; steps--) {
      switch (random.nextInt(honest ? 6 : 9)) {
        case 0, 1, 2 -> chain.grow(1 + random.nextInt(3));
        case 3, 4 -> chain.checkpoint();
        case 5 -> chain.rotate();
        case 6, 7 -> chain.add(chain.head().checkpoint(SampleChain.START, "", "local", wrongKey(chain)));
        default -> wrongRotation(chain);
      }
    }
    return chain;
  }

  /** Any secret under any key's id as any epoch. */
  private CheckpointKey wrongKey(SampleChain chain) {
    return new CheckpointKey(any(chain).getPrivate(), 1 + random.nextInt(3), CheckpointKey.keyId(any(chain).getPublic()));
  }

  private KeyPair any(SampleChain chain) {
    List<KeyPair> all = new ArrayList<>(chain.epochs);
    all.addAll(strangers);
    return all.get(random.nextInt(all.size()));
  }

  private void wrongRotation(SampleChain chain) {
    KeyPair next = any(chain);
    CheckpointKey old = wrongKey(chain);
    String nextId = CheckpointKey.keyId(next.getPublic());
    if (!nextId.equals(old.keyId())) {
      CheckpointKey wrong = new CheckpointKey(any(chain).getPrivate(), old.epoch() + 1, nextId);
      chain.add(chain.head().rotation(SampleChain.START, "", "local", old, wrong, next.getPublic()));
    }
  }

  /** In segments of some size, perhaps with its front pruned, perhaps with a byte, a line or a receipt changed. */
  private void write(Path dir, SampleChain chain) throws IOException {
    List<String> lines = new ArrayList<>(chain.lines());
    if (random.nextInt(6) == 0) {
      int at = random.nextInt(lines.size());
      lines.set(at, lines.get(random.nextInt(lines.size())));
    }
    int pruned = random.nextBoolean() ? 0 : random.nextInt(lines.size());
    int per = 1 + random.nextInt(7);
    for (int i = pruned; i < lines.size(); i += per) {
      Files.writeString(dir.resolve(Segments.name(i + 1)), String.join("", lines.subList(i, Math.min(lines.size(), i + per))));
    }
    if (pruned > 0 && random.nextInt(8) > 0) {
      SampleChain.write(dir, receipt(chain, pruned));
    }
    if (pruned > 1 && random.nextInt(3) == 0) {
      SampleChain.write(dir, receipt(chain, 1 + random.nextInt(pruned - 1)));
    }
    if (random.nextInt(6) == 0) {
      Path segment = dir.resolve(Segments.name(pruned + 1));
      String text = Files.readString(segment);
      Files.writeString(segment, text.replaceFirst("local", "lokal"));
    }
  }

  private PruneReceipt receipt(SampleChain chain, int size) {
    int chainEpoch = 1;
    for (ChainHead.Sealed next : chain.sealed.subList(0, size)) {
      chainEpoch += next.record().kind() == AuditRecord.Kind.ROTATION && next.record().org().equals("local") ? 1 : 0;
    }
    chainEpoch = Math.min(chainEpoch, chain.epochs.size());
    ChainHead at = chain.sealed.get(size - 1).head();
    PublicKey chainKey = chain.half(chainEpoch);
    if (random.nextInt(5) > 0) {
      return PruneReceipt.of(at, chainEpoch, chainKey, SampleChain.START, chain.key());
    }
    KeyPair signer = any(chain);
    String id = CheckpointKey.keyId(signer.getPublic());
    boolean same = id.equals(CheckpointKey.keyId(chainKey));
    long epoch = same ? chainEpoch : chainEpoch + 1L + random.nextInt(2);
    return PruneReceipt.of(at, chainEpoch, chainKey, SampleChain.START, new CheckpointKey(any(chain).getPrivate(), epoch, id));
  }

  /** None, all, the first or the last few of the chain's keys, and such with a stranger's. */
  private List<@Nullable PinnedKeys> pins(SampleChain chain) {
    List<PublicKey> all = chain.pinned().keys();
    List<@Nullable PinnedKeys> pins = new ArrayList<>();
    pins.add(null);
    pins.add(chain.pinned());
    pins.add(new PinnedKeys(all.subList(0, 1 + random.nextInt(all.size()))));
    pins.add(new PinnedKeys(all.subList(random.nextInt(all.size()), all.size())));
    if (random.nextInt(3) == 0) {
      pins.add(chain.pinned().with(strangers.getFirst().getPublic()));
    }
    return pins;
  }
}
