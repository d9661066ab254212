package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reeve.kernel.durability.OwnMounts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SmallDiskTest {

  @TempDir Path folder;

  @Test
  void aFullDiskAndAReadOnlyOneKeepTheOldContentAndSaySo() throws Exception {
    assumeTrue(OwnMounts.possible(folder), "no mounts of one's own");
    Path real = folder.toRealPath();
    Path small = Files.createDirectory(real.resolve("small"));
    Path fixed = Files.createDirectory(real.resolve("fixed"));
    String mounts =
        "mount -t tmpfs -o size=1m tmpfs " + small + "; mount -t tmpfs tmpfs " + fixed
            + "; printf old > " + fixed.resolve("there") + "; mount -o remount,ro " + fixed;
    OwnMounts.Ended ended = OwnMounts.java(mounts, SmallDisk.class, small.toString(), fixed.toString());
    assertThat(ended.said()).endsWith("nothing is lost\n");
    assertThat(ended.status()).isZero();
  }
}
