package dev.reeve.kernel.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class FullDiskTest {

  @TempDir Path folder;

  @Test
  void withoutAByteLeftThingsAreStoppedAndNothingElseIsDone() throws Exception {
    assumeTrue(OwnMounts.possible(folder), "no mounts of one's own");
    Path disk = Files.createDirectories(folder.resolve("disk"));
    OwnMounts.Ended ended = OwnMounts.java("mount -t tmpfs -o size=48m tmpfs " + disk, FullDisk.class, disk.toString());
    assertThat(ended.said()).endsWith("all of it works\n");
    assertThat(ended.status()).isZero();
  }
}
