package dev.reeve.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.cli.testkernel.TestChain;
import dev.reeve.evidence.KnownHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a chain that gives way to a backup's, whichever way both differ. */
class FormerChainTest {

  @TempDir Path folder;

  private final TestChain chain = TestChain.of(8);

  private FormerChain former(TestChain of, KnownHead head) throws IOException {
    return FormerChain.of(of.write(folder.resolve("audit")), head);
  }

  @Test
  void ofNoneNothingIsSaid() throws IOException {
    assertThat(FormerChain.of(folder.resolve("none"), chain.known())).isEqualTo(new FormerChain(0, ""));
    assertThat(FormerChain.of(Files.createDirectory(folder.resolve("empty")), chain.known()).words()).isEmpty();
  }

  @Test
  void ofTheSameAndOfAShorterOneNothingIsLost() throws IOException {
    assertThat(former(chain, chain.known())).isEqualTo(new FormerChain(0, ""));
    TestChain shorter = TestChain.of(4);
    KnownHead later = shorter.known();
    former(shorter, later);
    shorter.grow(5);
    assertThat(FormerChain.of(folder.resolve("audit"), shorter.known())).isEqualTo(new FormerChain(0, ""));
  }

  @Test
  void newerRecordsAreCounted() throws IOException {
    KnownHead head = chain.known();
    assertThat(former(chain.grow(1), head)).isEqualTo(new FormerChain(1, "1 record of the audit chain that was there is newer than the backup"));
    assertThat(former(chain.grow(2), head)).isEqualTo(new FormerChain(3, "3 records of the audit chain that was there are newer than the backup"));
  }

  @Test
  void anotherKernelsChainIsToldApart() throws IOException {
    assertThat(former(TestChain.of(20), chain.known()))
        .isEqualTo(new FormerChain(20, "the audit chain that was there is another one, up to record 20"));
  }

  @Test
  void aBrokenOneIsCountedAsFarAsItIsGood() throws IOException {
    KnownHead head = chain.known();
    chain.grow(4);
    Path segment = chain.write(folder.resolve("audit")).resolve(TestChain.segment());
    String text = Files.readString(segment);
    Files.writeString(segment, text.replace("\"agent-11\"", "\"agent-99\""));
    FormerChain behind = FormerChain.of(folder.resolve("audit"), head);
    assertThat(behind.newer()).isEqualTo(2);
    assertThat(behind.words()).startsWith("2 records of the audit chain that was there are newer than the backup; it is broken behind record 10: ");
    Files.writeString(segment, text.replace("\"agent-3\"", "\"agent-9\""));
    FormerChain before = FormerChain.of(folder.resolve("audit"), head);
    assertThat(before.words()).startsWith("the audit chain that was there is another one, up to record 2; it is broken behind record 2: ");
    Files.writeString(segment, text + "{\"torn\":");
    assertThat(FormerChain.of(folder.resolve("audit"), head).words())
        .startsWith("4 records of the audit chain that was there are newer than the backup; it is broken behind record 12: ")
        .contains("torn last line");
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Path audit = Files.createDirectories(folder.resolve("audit"));
    Files.createDirectory(audit.resolve(TestChain.segment()));
    assertThat(FormerChain.of(audit, chain.known()).words()).startsWith("the audit chain that was there cannot be read: ").contains("not a regular file");
  }

  @Test
  void oneThatWasPrunedPastTheHeadIsNotCompared() throws IOException {
    TestChain pruned = TestChain.of(9);
    pruned.grow(3).checkpoint();
    Path audit = pruned.writePruned(folder.resolve("audit"), 9);
    FormerChain former = FormerChain.of(audit, new KnownHead(4, "ab".repeat(32)));
    assertThat(former.newer()).isZero();
    assertThat(former.words()).isEqualTo("the audit chain that was there has records 10 to 13 and cannot be compared with the backup's");
  }
}
