package dev.reeve.cli.noun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.ReeveCommand;
import dev.reeve.cli.testkernel.TestKernel;
import dev.reeve.cli.testkernel.Typed;
import dev.reeve.evidence.KnownHead;
import dev.reeve.evidence.PinnedKeys;
import dev.reeve.v1.AuditFilter;
import dev.reeve.v1.Choice;
import dev.reeve.v1.ExportAuditRequest;
import dev.reeve.v1.HeadAuditRequest;
import dev.reeve.v1.ListAuditRequest;
import dev.reeve.v1.PruneAuditRequest;
import dev.reeve.v1.RotateAuditKeyRequest;
import dev.reeve.v1.TailAuditRequest;
import dev.reeve.v1.VerifyAuditRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code reeve audit} against a kernel with a chain of thirty records, every third of which tells of bob, who was denied. */
@NullUnmarked
@Timeout(60)
class AuditCommandsTest {

  @TempDir Path home;

  private TestKernel kernel;

  @BeforeEach
  void start() throws IOException {
    kernel = TestKernel.at(home);
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  private Typed type(String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).type(words);
  }

  private Typed answer(String input, String... words) {
    return new Typed.Desk(home, ReeveCommand::execute).typeWithInput(input, words);
  }

  private Path pinned() throws IOException {
    return Files.writeString(home.resolve("audit.pub"), kernel.chain().pinned().pem());
  }

  @Test
  void recordsAreListedFromTheNewestPageByPage() {
    assertThat(type("audit", "list", "--limit", "9", "-o", "name").out()).isEqualTo("30\n29\n28\n27\n26\n25\n24\n23\n22\n");
    assertThat(type("audit", "list").out().lines()).hasSize(31);
    assertThat(type("audit", "list", "--limit", "1", "-o", "json").out()).contains("\"sequence\": \"30\"", "\"kind\": \"checkpoint\"");
    assertThat(type("audit", "list", "--limit", "0").exit()).isEqualTo(2);
  }

  @Test
  void everyFilterReachesTheKernel() {
    type(
        "audit", "list", "--principal", "bob", "--method", "AgentCreate", "--target", "t", "--since", "2026-01-01T00:00:00Z", "--until",
        "2026-02-01T00:00:00+01:00", "--denied", "--kind", "outcome", "--code", "OK", "--request-id", "r");
    AuditFilter filter = kernel.last(ListAuditRequest.class).getFilter();
    assertThat(filter.getPrincipal()).isEqualTo("bob");
    assertThat(filter.getMethod()).isEqualTo("AgentCreate");
    assertThat(filter.getTarget()).isEqualTo("t");
    assertThat(filter.getSince().getSeconds()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());
    assertThat(filter.getUntil().getSeconds()).isEqualTo(Instant.parse("2026-01-31T23:00:00Z").getEpochSecond());
    assertThat(filter.getAllowed()).isEqualTo(Choice.CHOICE_NO);
    assertThat(filter.getKind()).isEqualTo("outcome");
    assertThat(filter.getCode()).isEqualTo("OK");
    assertThat(filter.getRequestId()).isEqualTo("r");
    type("audit", "tail", "--allowed");
    assertThat(kernel.last(TailAuditRequest.class).getFilter()).isEqualTo(AuditFilter.newBuilder().setAllowed(Choice.CHOICE_YES).build());
  }

  @Test
  void timesOfAFilterLieInThePast() {
    long now = Instant.now().getEpochSecond();
    type("audit", "list", "--since", "2h", "--until", "30m");
    AuditFilter filter = kernel.last(ListAuditRequest.class).getFilter();
    assertThat(filter.getSince().getSeconds()).isBetween(now - 7_200, now - 7_000);
    assertThat(filter.getUntil().getSeconds()).isBetween(now - 1_800, now - 1_600);
    assertThat(type("audit", "list", "--since", "30m", "--until", "2h").err()).contains("--since is not before --until");
    assertThat(type("audit", "list", "--since", "yesterday").err()).contains("'yesterday' is neither a time such as", "nor how long ago");
    assertThat(type("audit", "list", "--allowed", "--denied").err()).contains("--allowed and --denied exclude each other");
  }

  @Test
  void whatWasDeniedIsShownWithItsCode() {
    Typed typed = type("audit", "list", "--denied");
    assertThat(typed.out().lines()).hasSize(10);
    assertThat(typed.out()).containsPattern("27 +- +outcome +bob +reeve.v1.AdminService/AgentCreate +no +PERMISSION_DENIED +agent-27 +ünd so");
    assertThat(type("audit", "tail", "-n", "2", "--principal", "bob", "-o", "name").out()).isEqualTo("24\n27\n");
  }

  @Test
  void theKernelsChainIsVerifiedWithEveryFigure() {
    Typed typed = type("audit", "verify");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out())
        .containsPattern("CHAIN +intact")
        .containsPattern("RECORDS +1 to 30")
        .containsPattern("HEAD +30:" + kernel.chain().head().hash())
        .containsPattern("AFTER CHECKPOINT +0")
        .containsPattern("EPOCH +1")
        .containsPattern("KEYS +the kernel's own");
    assertThat(type("audit", "verify", "-o", "name").out()).isEqualTo("intact\n");
  }

  @Test
  void aBrokenChainNamesItsFirstBadRecord() throws IOException {
    Path segment = kernel.chainFolder().resolve("audit-00000000000000000001.jsonl");
    Files.writeString(segment, Files.readString(segment).replace("\"agent-17\"", "\"agent-71\""));
    Typed typed = type("audit", "verify", "-o", "json");
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out())
        .contains("\"intact\": false", "\"records\": \"16\"", "\"firstBad\": \"17\"", "\"first\": \"1\"", "\"afterCheckpoint\": ", "\"epoch\": ")
        .containsPattern("\"problem\": \".*record 17");
    assertThat(type("audit", "verify", kernel.chainFolder().toString()).out()).containsPattern("FIRST BAD RECORD +17");
  }

  @Test
  void aNotedHeadIsComparedWithTheKernelsRecords() {
    KnownHead last = kernel.chain().known();
    String noted = type("audit", "head", "-o", "name").out().strip();
    assertThat(noted).isEqualTo(last.toString());
    kernel.chain().grow(5).checkpoint();
    kernel.writeChain();
    assertThat(type("audit", "verify", "--head", noted).exit()).isZero();
    Typed other = type("audit", "verify", "--head", noted, "--head", "12:" + last.hash());
    assertThat(other.exit()).isEqualTo(1);
    assertThat(other.out()).containsPattern("PROBLEM +record 12 has another hash than the known head").containsPattern("FIRST BAD RECORD +12");
    Typed longer = type("audit", "verify", "--head", "99:" + last.hash());
    assertThat(longer.exit()).isEqualTo(1);
    assertThat(longer.out()).contains("the chain ends at record 36; the known head is record 99");
    assertThat(type("audit", "verify", "--head", "12").err()).contains("'12' is no head");
    assertThat(type("audit", "verify", "--head", "12").exit()).isEqualTo(2);
  }

  @Test
  void aFolderIsVerifiedWithoutAKernelByItsKeysAndHeads() throws IOException {
    String folder = kernel.chainFolder().toString();
    int before = kernel.calls().size();
    Typed typed = type("audit", "verify", folder, "--key", pinned().toString(), "--head", kernel.chain().known().toString(), "-o", "json");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).contains("\"intact\": true", "\"leftovers\": 0", "\"keys\": \"" + home.resolve("audit.pub") + "\"");
    assertThat(type("audit", "verify", folder).out()).containsPattern("KEYS +not checked: no --key is given");
    assertThat(type("audit", "verify", folder, "--head", "40:" + kernel.chain().known().hash()).exit()).isEqualTo(1);
    Path other = Files.writeString(home.resolve("other.pub"), dev.reeve.cli.testkernel.TestChain.of(2).pinned().pem());
    Typed wrong = type("audit", "verify", folder, "--key", other.toString());
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.out()).contains("is not pinned");
    assertThat(kernel.calls()).hasSize(before);
  }

  @Test
  void anExportIsWrittenAsAWholeForItsOwnerAndProvesItself() throws IOException {
    Path file = home.resolve("denied.jsonl");
    Typed typed = type("audit", "export", file.toString(), "--denied");
    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).containsPattern("RECORDS +9").containsPattern("CHECKPOINT +30");
    assertThat(typed.err()).contains("9 records with their proofs; the checkpoint is record 30", "reeve audit verify " + file + " --key PUB");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    assertThat(home.resolve("denied.jsonl.partial")).doesNotExist();
    Typed proved = type("audit", "verify", file.toString(), "--key", pinned().toString());
    assertThat(proved.exit()).isZero();
    assertThat(proved.out()).containsPattern("EXPORT +intact").containsPattern("RECORDS +9");
    Files.writeString(file, Files.readString(file).replace("ünd so", "and so"));
    Typed changed = type("audit", "verify", file.toString(), "-o", "json");
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.out()).contains("\"intact\": false", "\"firstBadLine\": \"2\"");
    assertThat(type("audit", "verify", file.toString(), "--head", kernel.chain().known().toString()).exit()).isEqualTo(2);
  }

  @Test
  void anExportGoesToStandardOutputByteForByte() throws IOException {
    Typed typed = type("audit", "export", "-", "--principal", "bob");
    Path file = home.resolve("copy.jsonl");
    type("audit", "export", file.toString(), "--principal", "bob", "-q");
    assertThat(typed.out()).isEqualTo(Files.readString(file, UTF_8));
    assertThat(typed.err()).isEqualTo("9 records with their proofs; the checkpoint is record 30\n");
    assertThat(type("audit", "export", "-", "--principal", "nobody").err()).isEqualTo("no record fits: the checkpoint stands alone; the checkpoint is record 30\n");
  }

  @Test
  void moreRecordsThanTheLimitAreRefusedInWordsAndNothingIsLeft() {
    Path file = home.resolve("some.jsonl");
    Typed typed = type("audit", "export", file.toString(), "--limit", "5");
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("more than 5 records fit, and an export is never cut off: nothing is exported", "remedy: narrow it");
    assertThat(kernel.last(ExportAuditRequest.class).getLimit()).isEqualTo(5);
    assertThat(file).doesNotExist();
    assertThat(home.resolve("some.jsonl.partial")).doesNotExist();
    assertThat(type("audit", "export", file.toString(), "--limit", "100001").err()).contains("not within 1 to 100000");
  }

  @Test
  void anExportReplacesNothingUnlessForced() throws IOException {
    Path file = Files.writeString(home.resolve("mine.jsonl"), "mine");
    Typed typed = type("audit", "export", file.toString());
    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains(file + " is there already", "--force");
    assertThat(file).hasContent("mine");
    assertThat(type("audit", "export", file.toString(), "--force").exit()).isZero();
    assertThat(type("audit", "verify", file.toString()).exit()).isZero();
    assertThat(type("audit", "export", home.resolve("no/where").toString()).err()).contains("there is no folder " + home.resolve("no"));
  }

  @Test
  void theHeadIsToldSoThatItCanBeNoted() {
    Typed typed = type("audit", "head", "--checkpoint");
    assertThat(kernel.last(HeadAuditRequest.class).getCheckpoint()).isTrue();
    assertThat(typed.out())
        .containsPattern("HEAD +31:[0-9a-f]{64}")
        .containsPattern("LAST CHECKPOINT +31")
        .containsPattern("KEY +" + kernel.chain().key().keyId());
    assertThat(type("audit", "stats").out()).containsPattern("LAST RECORD +30").containsPattern("SIZE +12.1KiB").containsPattern("RESERVE +16MiB");
  }

  @Test
  void pruningTellsAndAsksBeforeItRemoves() {
    Typed no = answer("n\n", "audit", "prune", "--before", "25");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("the records before 21 go: 2 segments, 1.5MiB", "Remove them for good? [y/N]", "nothing was removed");
    assertThat(kernel.last(PruneAuditRequest.class).getDryRun()).isTrue();
    Typed yes = answer("y\n", "audit", "prune", "--before", "25");
    assertThat(yes.exit()).isZero();
    assertThat(yes.out()).containsPattern("PRUNED +yes").containsPattern("FIRST RECORD +21").containsPattern("RECEIPT +pruned-0+20.json");
    assertThat(kernel.last(PruneAuditRequest.class).getDryRun()).isFalse();
    assertThat(type("audit", "prune", "--before", "25", "--no-input").exit()).isEqualTo(2);
  }

  @Test
  void aDryRunOfAPruningAsksNothing() {
    Typed typed = type("audit", "prune", "--older-than", "90d", "--dry-run");
    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).isEqualTo("the records before 21 would go: 2 segments, 1.5MiB\n");
    assertThat(kernel.requests()).filteredOn(PruneAuditRequest.class::isInstance).hasSize(1);
    assertThat(kernel.last(PruneAuditRequest.class).getOlderThan().getSeconds()).isEqualTo(90L * 86_400);
    Typed none = type("audit", "prune", "--before", "5", "-y");
    assertThat(none.err()).contains("nothing goes");
    assertThat(none.exit()).isZero();
    assertThat(kernel.last(PruneAuditRequest.class).getDryRun()).isTrue();
  }

  @Test
  void whatReachesBehindTheEndTakesAllAndSaysSo() {
    Typed typed = type("audit", "prune", "--before", "1000", "-y");
    assertThat(typed.err()).contains("all records up to now, the last being about 30, go: 3 segments");
    assertThat(typed.out()).containsPattern("FIRST RECORD +31");
  }

  @Test
  void aPruningNeedsOneReach() {
    assertThat(type("audit", "prune").err()).contains("one of --before and --older-than is needed");
    assertThat(type("audit", "prune", "--before", "5", "--older-than", "2h").exit()).isEqualTo(2);
    assertThat(type("audit", "prune", "--before", "0").err()).contains("less than 1");
    assertThat(type("audit", "prune", "--before", "x").exit()).isEqualTo(2);
    assertThat(kernel.calls()).isEmpty();
  }

  @Test
  void aRotationTellsTheNewKeyAndPinsItElsewhere() throws IOException {
    Path file = home.resolve("noted.pub");
    assertThat(answer("\n", "audit", "rotate-key").exit()).isEqualTo(1);
    assertThat(kernel.requests()).noneMatch(RotateAuditKeyRequest.class::isInstance);
    Typed typed = type("audit", "rotate-key", "-y", "--pinned", file.toString());
    assertThat(typed.out()).containsPattern("EPOCH +2").containsPattern("KEY +" + kernel.chain().key().keyId());
    assertThat(PinnedKeys.read(file).keys()).hasSize(2);
    assertThat(type("audit", "rotate-key", "-y", "--pinned", file.toString()).exit()).isZero();
    assertThat(PinnedKeys.read(file)).isEqualTo(kernel.chain().pinned());
    assertThat(type("audit", "verify", kernel.chainFolder().toString(), "--key", file.toString()).exit()).isZero();
    assertThat(type("audit", "rotate-key", "-y").err()).contains("copy the kernel's etc/trust/audit.pub elsewhere");
  }

  @Test
  void pinnedKeysThatAreNotTheKernelsAreNeverReplaced() throws IOException {
    String other = dev.reeve.cli.testkernel.TestChain.of(2).pinned().pem();
    Path file = Files.writeString(home.resolve("noted.pub"), other);
    Typed typed = type("audit", "rotate-key", "-y", "--pinned", file.toString());
    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("the kernel's audit keys do not begin with those in " + file);
    assertThat(file).hasContent(other);
    int asked = kernel.calls().size();
    Path text = Files.writeString(home.resolve("text"), "no key");
    assertThat(type("audit", "rotate-key", "-y", "--pinned", text.toString()).exit()).isEqualTo(2);
    assertThat(type("audit", "rotate-key", "-y", "--pinned", home.resolve("no/where").toString()).exit()).isEqualTo(2);
    assertThat(kernel.calls()).hasSize(asked);
    assertThat(text).hasContent("no key");
    assertThat(kernel.requests()).noneMatch(VerifyAuditRequest.class::isInstance);
  }
}
