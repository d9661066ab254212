package dev.reeve.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.evidence.AuditOutcome;
import dev.reeve.evidence.AuditRecord;
import dev.reeve.evidence.ChainHead;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.evidence.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainWatchTest {

  @TempDir Path home;

  private Path audit = Path.of("");
  private Path segment = Path.of("");
  private ChainHead head = ChainHead.START;

  @BeforeEach
  void key() throws IOException, GeneralSecurityException {
    audit = Files.createDirectories(home.resolve("var/audit"));
    segment = audit.resolve(Segments.name(1));
    Files.createDirectories(home.resolve("etc/trust"));
    Files.writeString(home.resolve("etc/trust/audit.pub"), PinnedKeys.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()).pem());
  }

  private void append(AuditRecord.Kind kind, String requestId, String code) throws IOException {
    AuditRecord.Draft draft =
        AuditRecord.Draft.of(kind, Instant.parse("2026-01-01T00:00:00Z"), requestId, "local", "default", "m", "c", "t")
            .withOutcome(code.isEmpty() ? null : new AuditOutcome(code, ""));
    ChainHead.Sealed sealed = head.next(draft);
    Files.write(segment, sealed.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    head = sealed.head();
  }

  @Test
  void eachLookTellsWhatIsNew() throws IOException {
    ChainWatch watch = new ChainWatch(home);
    append(AuditRecord.Kind.INTENT, "r1", "");
    append(AuditRecord.Kind.OUTCOME, "r1", "OK");
    assertThat(watch.look()).isEqualTo(new ChainWatch.Grown(Set.of("r1"), Set.of("r1"), Map.of(), null));
    append(AuditRecord.Kind.INTENT, "r2", "");
    append(AuditRecord.Kind.OUTCOME, "r2", "ABORTED");
    append(AuditRecord.Kind.EVENT, "r3", "OK");
    segment = audit.resolve(Segments.name(head.seq() + 1));
    append(AuditRecord.Kind.OUTCOME, "r4", "OK");
    assertThat(watch.look()).isEqualTo(new ChainWatch.Grown(Set.of("r4"), Set.of("r2"), Map.of(), null));
    assertThat(watch.look()).isEqualTo(new ChainWatch.Grown(Set.of(), Set.of(), Map.of(), null));
    assertThat(watch.records()).isEqualTo(6);
    assertThat(watch.verify()).isNull();
  }

  @Test
  void aChangedByteIsFoundByTheLookAndByTheWhole() throws IOException {
    append(AuditRecord.Kind.OUTCOME, "r1", "OK");
    ChainWatch watch = new ChainWatch(home);
    assertThat(watch.look().problem()).isNull();
    append(AuditRecord.Kind.OUTCOME, "r2", "OK");
    Files.writeString(segment, Files.readString(segment).replace("\"r2\"", "\"r9\""));
    assertThat(watch.look().problem()).contains("record 2");
    Files.writeString(segment, Files.readString(segment).replace("\"r1\"", "\"r8\""));
    assertThat(watch.verify()).contains("record 1");
  }

  @Test
  void aTailThatWasSeenAndIsGoneIsFound() throws IOException {
    append(AuditRecord.Kind.OUTCOME, "r1", "OK");
    String shorter = Files.readString(segment);
    append(AuditRecord.Kind.OUTCOME, "r2", "OK");
    ChainWatch watch = new ChainWatch(home);
    assertThat(watch.look().problem()).isNull();
    Files.writeString(segment, shorter);
    assertThat(watch.look().problem()).contains("is gone");
    assertThat(watch.verify()).contains("the known head is record 2");
  }

  @Test
  void anotherRecordInPlaceOfOneThatWasSeenIsFound() throws IOException {
    append(AuditRecord.Kind.OUTCOME, "r1", "OK");
    String shorter = Files.readString(segment);
    ChainHead before = head;
    append(AuditRecord.Kind.OUTCOME, "r2", "OK");
    ChainWatch watch = new ChainWatch(home);
    assertThat(watch.look().problem()).isNull();
    Files.writeString(segment, shorter);
    head = before;
    append(AuditRecord.Kind.OUTCOME, "r3", "OK");
    append(AuditRecord.Kind.OUTCOME, "r4", "OK");
    assertThat(watch.look().problem()).isEqualTo("record 3 does not follow record 2");
    assertThat(watch.verify()).contains("record 2 has another hash than the known head");
  }

  @Test
  void aLineThatIsNotWholeYetIsLeftForTheNextLook() throws IOException {
    append(AuditRecord.Kind.OUTCOME, "r1", "OK");
    ChainWatch watch = new ChainWatch(home);
    String whole = Files.readString(segment);
    append(AuditRecord.Kind.OUTCOME, "r2", "OK");
    String more = Files.readString(segment);
    Files.writeString(segment, more.substring(0, whole.length() + 10));
    assertThat(watch.look().done()).containsExactly("r1");
    Files.writeString(segment, more);
    assertThat(watch.look().done()).containsExactly("r2");
  }
}
