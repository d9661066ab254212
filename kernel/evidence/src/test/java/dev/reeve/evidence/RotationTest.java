package dev.reeve.evidence;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rotations say, and how a verifier follows the keys. */
class RotationTest {

  @TempDir Path dir;
  private final SampleChain chain = SampleChain.of(3, 10, 5);

  private Verification verify(@Nullable PinnedKeys pinned) throws Exception {
    chain.write(dir, 1_000);
    return ChainVerifier.verify(dir, pinned, null);
  }

  private void assertBroken(@Nullable PinnedKeys pinned, long seq, String problem) throws Exception {
    Verification found = verify(pinned);
    assertThat(found.problem()).contains(problem);
    assertThat(found.firstBadSeq()).isEqualTo(seq);
    assertThat(found.intact()).isFalse();
  }

  private SignedRotation last() {
    return SignedRotation.of(chain.sealed.getLast().record());
  }

  /** A record of the chain signed by any key as any epoch. */
  private void checkpointBy(CheckpointKey key) {
    chain.add(chain.head().checkpoint(SampleChain.START, "", "local", key));
  }

  /** Adds a rotation with these params instead of its own. */
  private void rotation(Map<String, Json> params) {
    AuditRecord.Draft draft =
        AuditRecord.Draft.of(AuditRecord.Kind.ROTATION, SampleChain.START, "", "local", "", "audit.rotation", "", "");
    chain.add(chain.head().next(draft.withParams(new Json.Members(params))));
  }

  @Test
  void signedBytesAreTheDocumentedLines() {
    ChainHead before = chain.head();
    chain.rotate();
    assertThat(new String(last().rotation().message(), US_ASCII))
        .isEqualTo(
            "reeve-audit-rotation-v1\n10\n" + before.hash() + "\n" + before.tree().root() + "\n2026-11-20T14:00:11.000000001Z\n1\n"
                + chain.key(1).keyId() + "\n2\n" + chain.key(2).keyId() + "\n");
    assertThat(last().verify(chain.half(1))).isTrue();
    assertThat(last().verify(chain.half(2))).isFalse();
    assertThat(last().verifyNext()).isTrue();
    assertThat(new SignedRotation(last().rotation(), last().nextSignature(), last().signature()).verifyNext()).isFalse();
    assertThat(chain.sealed.getLast().record().method()).isEqualTo("audit.rotation");
  }

  @Test
  void keysAreFollowedThroughManyEpochs() throws Exception {
    for (int epoch = 2; epoch <= 5; epoch++) {
      chain.rotate().grow(3).checkpoint().grow(1);
      Verification found = verify(chain.pinned());
      assertThat(found.problem()).isNull();
      assertThat(found.epoch()).isEqualTo(epoch);
      assertThat(found.lastCheckpoint()).isEqualTo(chain.sealed.size() - 1);
      assertThat(found.afterCheckpoint()).isEqualTo(1);
      assertThat(verify(null).intact()).isTrue();
      assertThat(verify(PinnedKeys.of(chain.half(1), chain.half(2))).intact()).as("later keys are vouched for by pinned ones").isTrue();
    }
  }

  @Test
  void rotationCountsAsACheckpointOfWhatIsBefore() throws Exception {
    chain.grow(2).rotate().grow(4);
    Verification found = verify(chain.pinned());
    assertThat(found.lastCheckpoint()).isEqualTo(13);
    assertThat(found.afterCheckpoint()).isEqualTo(4);
  }

  @Test
  void chainThatEndsBeforeAPinnedKeyIsBroken() throws Exception {
    PinnedKeys one = chain.pinned();
    assertThat(verify(one).intact()).isTrue();
    assertBroken(one.with(SampleChain.newKeys().getPublic()), 11, "the chain ends in epoch 1, the pinned keys know a later one");
    SampleChain young = new SampleChain(4).grow(2);
    Path folder = Files.createDirectory(dir.resolve("young"));
    young.write(folder, 9);
    assertThat(ChainVerifier.verify(folder, young.pinned(), null).intact()).isTrue();
    assertThat(ChainVerifier.verify(folder, young.pinned().with(one.keys().getFirst()), null).problem())
        .isEqualTo("the chain ends before its first checkpoint, the pinned keys know a later one");
  }

  @Test
  void firstKeyMustBePinnedAndTheOldest() throws Exception {
    chain.rotate().grow(1);
    assertBroken(PinnedKeys.of(SampleChain.newKeys().getPublic()), 5, "is not pinned");
    assertBroken(PinnedKeys.of(chain.half(2)), 5, "is not pinned");
    assertBroken(PinnedKeys.of(SampleChain.newKeys().getPublic(), chain.half(1)), 5, "not the oldest of the pinned");
    assertBroken(PinnedKeys.of(chain.half(1), SampleChain.newKeys().getPublic()), 11, "the next pinned is");
  }

  @Test
  void whoHasOnlyTheNewKeyCannotSignTheOldEpochAgain() throws Exception {
    PinnedKeys pinned = chain.rotate().pinned();
    SampleChain forged = new SampleChain(8);
    forged.grow(3).add(forged.head().checkpoint(SampleChain.START, "", "local", chain.key(2)));
    forged.write(dir, 100);
    assertThat(ChainVerifier.verify(dir, pinned, null).problem()).contains("not the oldest of the pinned");
  }

  @Test
  void oldKeyAfterTheRotationIsFound() throws Exception {
    chain.rotate().grow(1);
    checkpointBy(chain.key(1));
    assertBroken(chain.pinned(), 13, "whose epoch has passed");
    assertBroken(null, 13, "whose epoch has passed");
  }

  @Test
  void newKeyBeforeTheRotationIsFound() throws Exception {
    chain.epochs.add(SampleChain.newKeys());
    checkpointBy(chain.key(2));
    assertBroken(chain.pinned(), 11, "which is not in force");
    assertBroken(null, 11, "which is not in force");
  }

  @Test
  void keySignsItsEpochOnly() throws Exception {
    chain.rotate();
    checkpointBy(new CheckpointKey(chain.key(2).secret(), 3, chain.key(2).keyId()));
    assertBroken(chain.pinned(), 12, "its key signs epoch 2 only");
    assertBroken(null, 12, "its key signs epoch 2 only");
  }

  @Test
  void keyInTheChainIsCheckedWithoutAPinnedOne() throws Exception {
    chain.rotate();
    checkpointBy(new CheckpointKey(chain.key(1).secret(), 2, chain.key(2).keyId()));
    assertBroken(null, 12, "its signature is not by the key in force");
  }

  @Test
  void keyOfAnEarlierEpochDoesNotComeBack() throws Exception {
    chain.rotate();
    CheckpointKey first = new CheckpointKey(chain.key(1).secret(), 3, chain.key(1).keyId());
    chain.add(chain.head().rotation(SampleChain.START, "", "local", chain.key(2), first, chain.half(1)));
    assertBroken(chain.pinned(), 12, "an epoch that has passed");
    assertBroken(null, 12, "an epoch that has passed");
  }

  @Test
  void signaturesOfBothKeysAreChecked() throws Exception {
    SampleChain good = SampleChain.of(3, 10, 5).rotate();
    Map<String, Json> params = Objects.requireNonNull(good.sealed.getLast().record().params()).values();
    for (String name : new String[] {"signature", "next_signature"}) {
      Map<String, Json> swapped = new TreeMap<>(params);
      swapped.put(name, Objects.requireNonNull(params.get(name.equals("signature") ? "next_signature" : "signature")));
      good.sealed.removeLast();
      SampleChain liar = new SampleChain(3);
      good.sealed.forEach(liar::add);
      AuditRecord.Draft draft =
          AuditRecord.Draft.of(
              AuditRecord.Kind.ROTATION, SampleChain.START.plusSeconds(11), "", "local", "", "audit.rotation", "", "");
      liar.add(liar.head().next(draft.withParams(new Json.Members(swapped))));
      liar.write(dir, 100);
      Verification found = ChainVerifier.verify(dir, good.pinned(), null);
      assertThat(found.problem()).contains("its " + name + " is not by");
      assertThat(found.epoch()).as("the last good record's").isEqualTo(1);
      good.sealed.add(liar.sealed.getLast());
    }
  }

  @Test
  void paramsAreExactlyTheDocumentedOnes() throws Exception {
    SampleChain good = SampleChain.of(3, 10, 5).rotate();
    Map<String, Json> params = Objects.requireNonNull(good.sealed.getLast().record().params()).values();
    assertThat(params.keySet()).containsExactly(
        "epoch", "head", "key_id", "next_epoch", "next_key", "next_key_id", "next_signature", "root", "signature", "size");
    rotation(params);
    for (String name : params.keySet()) {
      for (Json other : new Json[] {Json.of(true), Json.of(7), Json.of("A"), null}) {
        Map<String, Json> changed = new TreeMap<>(params);
        if (other == null) {
          changed.remove(name);
        } else {
          changed.put(name, other);
        }
        chain.sealed.removeLast();
        SampleChain liar = new SampleChain(1);
        chain.sealed.forEach(liar::add);
        AuditRecord.Draft draft =
            AuditRecord.Draft.of(AuditRecord.Kind.ROTATION, SampleChain.START, "", "local", "", "audit.rotation", "", "");
        liar.add(liar.head().next(draft.withParams(new Json.Members(changed))));
        liar.write(dir, 100);
        Verification found = ChainVerifier.verify(dir, null, null);
        assertThat(found.firstBadSeq()).as("%s as %s", name, other).isEqualTo(11);
        chain.sealed.add(liar.sealed.getLast());
      }
    }
  }

  @Test
  void keysThatDoNotFollowCannotHandOver() {
    SampleChain other = new SampleChain(2);
    assertThatThrownBy(
        () -> chain.head().rotation(SampleChain.START, "", "local", chain.key(), new CheckpointKey(other.key().secret(), 3,
            other.key().keyId()), other.half(1))).hasMessageContaining("epoch 2");
    assertThatThrownBy(
        () -> chain.head().rotation(SampleChain.START, "", "local", chain.key(), new CheckpointKey(other.key().secret(), 2,
            chain.key().keyId()), other.half(1))).hasMessageContaining("public half");
    assertThatThrownBy(
        () -> chain.head().rotation(SampleChain.START, "", "local", chain.key(), new CheckpointKey(chain.key().secret(), 2,
            chain.key().keyId()), chain.half(1))).hasMessageContaining("itself");
  }
}
