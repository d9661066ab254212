package dev.reeve.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.sandbox.SandboxOptions.RunUser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkPlaceTest {

  @TempDir Path folder;

  private static boolean root() {
    return new UnixSystem().getUid() == 0;
  }

  @Test
  void aRootKernelGivesRunsAnotherUserUnlessToldNotTo() {
    assertThat(RunUser.chosen(null, null)).isEqualTo(root() ? new RunUser(65534, 65534) : null);
    assertThat(RunUser.chosen(0, null)).isNull();
    assertThat(RunUser.chosen(64321, null)).isEqualTo(new RunUser(64321, 64321));
    assertThat(RunUser.chosen(64321, 5)).isEqualTo(new RunUser(64321, 5));
  }

  @Test
  void runsOfTheKernelsOwnUserWorkInTheHome() throws Exception {
    KernelHome home = KernelHome.inTree(folder.toRealPath());
    home.create();
    try (WorkPlace place = WorkPlace.of(home, null)) {
      assertThat(place.path()).isEqualTo(home.work());
    }
    assertThat(home.work()).isDirectory();
  }

  @Test
  void anotherUserWhoMayPassWorksInTheHomeToo() throws Exception {
    KernelHome home = KernelHome.inTree(folder.toRealPath());
    home.create();
    for (Path above : new Path[] {folder, home.state()}) {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
    }
    try (WorkPlace place = WorkPlace.of(home, new RunUser(64321, 64322))) {
      assertThat(place.path()).isEqualTo(home.work());
    }
  }

  @Test
  void anotherUserWhoMayNotPassWorksOutsideOfIt() throws Exception {
    assumeTrue(root(), "needs root, to make a folder below /var/lib");
    KernelHome home = KernelHome.inTree(folder.toRealPath());
    home.create();
    Path path;
    try (WorkPlace place = WorkPlace.of(home, new RunUser(64321, 64322));
        WorkPlace again = WorkPlace.of(home, new RunUser(64321, 64322))) {
      path = place.path();
      assertThat(again.path()).isEqualTo(path);
      assertThat(path.getParent()).isEqualTo(Path.of("/var/lib/reeve-work"));
      assertThat(Files.getPosixFilePermissions(path)).isEqualTo(PosixFilePermissions.fromString("rwx--x--x"));
    }
    assertThat(path).doesNotExist();
  }
}
