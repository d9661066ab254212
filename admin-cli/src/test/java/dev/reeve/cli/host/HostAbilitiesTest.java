package dev.reeve.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostAbilitiesTest {

  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void bwrap() throws IOException {
    file("usr/bin/bwrap", "");
    Files.setPosixFilePermissions(root.resolve("usr/bin/bwrap"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String namespaces() {
    return HostAbilities.of(root).namespaces();
  }

  @Test
  void whatStandsInTheWayOfNamespacesIsNamed() throws IOException {
    assertThat(namespaces()).contains("install bubblewrap");
    bwrap();
    assertThat(namespaces()).isEmpty();
    file("proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n");
    assertThat(namespaces()).contains("AppArmor has no profile for bwrap");
    file("etc/apparmor.d/bwrap-userns-restrict", "");
    assertThat(namespaces()).isEmpty();
    file("proc/sys/kernel/unprivileged_userns_clone", "0\n");
    assertThat(namespaces()).isEqualTo("kernel.unprivileged_userns_clone is 0");
    file("proc/sys/user/max_user_namespaces", "0\n");
    assertThat(namespaces()).isEqualTo("user.max_user_namespaces is 0");
  }

  @Test
  void aSystemWithoutLandlockIsToldFromItsModules() throws IOException {
    assertThat(HostAbilities.of(root).landlock()).isEmpty();
    file("sys/kernel/security/lsm", "capability,yama,apparmor");
    assertThat(HostAbilities.of(root).landlock()).contains("capability,yama,apparmor");
    file("sys/kernel/security/lsm", "capability,landlock,yama");
    assertThat(HostAbilities.of(root).landlock()).isEmpty();
  }

  @Test
  void aNumberThatNoUserHasIsUnknown() throws Exception {
    assertThat(SystemUser.unknown(Set.of(0L, 4_294_967_200L))).containsExactly(4_294_967_200L);
    assertThat(SystemUser.unknown(Set.of())).isEmpty();
  }
}
