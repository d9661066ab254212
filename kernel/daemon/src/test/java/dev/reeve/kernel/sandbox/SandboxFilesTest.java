package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.SandboxStartTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException.Kind;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Tier.class)
  void whatIsGrantedForReadingIsReadAndItsSiblingIsNot(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path granted = Files.writeString(host.data.resolve("granted"), "granted");
      Path sibling = Files.writeString(host.data.resolve("sibling"), "sibling");
      assertThat(Host.control("cat \"$1\" \"$2\"", granted, sibling).out()).isEqualTo("grantedsibling");
      assertThat(host.run(1, Spec.script("cat \"$1\" \"$2\"", granted, sibling).readable(granted)).out()).isEqualTo("granted");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void onlyWhatIsGrantedForWritingIsWritten(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path readable = Files.createDirectory(host.data.resolve("readable"));
      Path writable = Files.createDirectory(host.data.resolve("writable"));
      Path file = Files.writeString(readable.resolve("file"), "before");
      String script =
          """
          echo new > "$2/new" && mkdir "$2/sub" && echo moved > "$2/a" && mv "$2/a" "$2/sub/b" || exit 2
          echo x > "$1/new" && exit 3
          echo x > "$1/file" && exit 4
          rm "$1/file" && exit 5
          mkdir "$1/sub" && exit 6
          ln -s /etc "$1/link" && exit 7
          chmod 777 "$1/file" && exit 8
          cat "$1/file"
          """;
      Recorder run = host.run(0, Spec.script(script, readable, writable).readable(readable).writable(writable));
      assertThat(run.out()).isEqualTo("before");
      assertThat(writable.resolve("new")).hasContent("new\n");
      assertThat(writable.resolve("sub/b")).hasContent("moved\n");
      assertThat(file).hasContent("before");
      Recorder control = Host.control("echo x > \"$1/file\" && rm \"$1/file\" && mkdir \"$1/sub\"", readable);
      assertThat(control.exit().code()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theKernelsFilesAreNeverSeen(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path policy = host.kernel.resolve("policy.toml");
      assertThat(Host.control("cat \"$1\"", policy).out()).isEqualTo("policy");
      assertThat(host.run(1, Spec.script("cat \"$1\"", policy)).out()).isEmpty();
      refused(host, Spec.script("cat \"$1\"", policy).readable(policy), Kind.DENIED, "belongs to the kernel");
      refused(host, Spec.script("cat \"$1\"", policy).readable(host.kernel), Kind.DENIED, "belongs to the kernel");
      refused(host, Spec.script("true").writable(host.folder), Kind.DENIED, "cannot be granted for writing");
      refused(host, Spec.script("true").readable(host.work), Kind.DENIED, "belongs to the kernel");
      Path link = Files.createSymbolicLink(host.data.resolve("link"), host.kernel);
      refused(host, Spec.script("cat \"$1\"/policy.toml", link).readable(link), Kind.DENIED, "belongs to the kernel");
    }
  }

  @Test
  void namespacesHideWhatIsTheKernelsInsideAGrantedFolder() throws Exception {
    try (Host host = Host.of(folder, Tier.NAMESPACES)) {
      Files.writeString(host.data.resolve("plain"), "plain");
      Recorder other = host.start(Spec.script("echo ready; read line").id("other").file("secret", "secret"));
      other.awaitOut(out -> out.equals("ready\n"));
      Spec spec =
          Spec.script("ls \"$1/kernel\"; ls \"$1/work\"; cat \"$1/work/other/secret\"; cat \"$1/data/plain\"", host.folder)
              .id("looking")
              .readable(host.folder);
      assertThat(host.run(0, spec).out()).isEqualTo("looking\nplain");
      assertThat(Host.control("cat \"$1/work/other/secret\"", host.folder).out()).isEqualTo("secret");
    }
  }

  @Test
  void namespacesHideAMaskedFileByAnEmptyOne() throws Exception {
    Path kernel = Files.createDirectory(folder.resolve("home"));
    Path key = Files.writeString(kernel.resolve("key"), "key");
    Path plain = Files.writeString(kernel.resolve("plain"), "plain");
    SandboxOptions options = SandboxOptions.defaults().withTiers(Set.of(Tier.NAMESPACES));
    try (Host host = Host.of(folder, Tier.NAMESPACES);
        Sandbox sandbox = Sandbox.probe(folder.resolve("second"), List.of(key, kernel.resolve("later")), options)) {
      assertThat(host.found(Tier.NAMESPACES).usable()).isTrue();
      Recorder refusedRun = new Recorder();
      assertThatThrownBy(
              () -> sandbox.start(Spec.script("true").readable(kernel).build(), refusedRun))
          .hasMessageContaining("is not there yet and cannot be hidden");
      Files.writeString(kernel.resolve("later"), "later");
      Recorder run = new Recorder();
      sandbox.start(Spec.script("cat \"$1\" \"$2\" \"$3\"", key, kernel.resolve("later"), plain).readable(kernel).build(), run);
      assertThat(run.exit().code()).isEqualTo(1);
      assertThat(run.out()).isEqualTo("plain");
    }
  }

  @Test
  void landlockRefusesAFolderInWhichItWouldHaveToHide() throws Exception {
    try (Host host = Host.of(folder, Tier.LANDLOCK)) {
      refused(host, Spec.script("true").readable(host.folder), Kind.DENIED, "which Landlock cannot hide");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aLinkInsideAGrantedFolderLeadsNowhere(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path granted = Files.createDirectory(host.data.resolve("granted"));
      Path outside = Files.writeString(host.data.resolve("outside"), "outside");
      Files.createSymbolicLink(granted.resolve("link"), outside);
      String script = "cat \"$1/link\" || { ln -s \"$2\" mine && cat mine; }";
      assertThat(Host.control("cat \"$1/link\"", granted).out()).isEqualTo("outside");
      assertThat(host.run(1, Spec.script(script, granted, outside).readable(granted)).out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aGrantThroughALinkIsUsableByTheNameItWasGiven(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path real = Files.writeString(host.data.resolve("real"), "real");
      Path link = Files.createSymbolicLink(host.data.resolve("link"), real);
      assertThat(host.run(0, Spec.script("cat \"$1\"", link).readable(link)).out()).isEqualTo("real");
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aGrantedProgramRunsAndAnotherDoesNot(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Path granted = program("granted", host);
      Path other = program("other", host);
      assertThat(Host.control("\"$1\"", other).out()).isEqualTo("other\n");
      Recorder run = host.run(0, Spec.script("\"$1\"; \"$2\" && exit 3; exit 0", granted, other).executable(granted));
      assertThat(run.out()).isEqualTo("granted\n");
      assertThat(host.run(0, Spec.command(granted.toString()).executable(granted)).out()).isEqualTo("granted\n");
    }
  }

  private static Path program(String name, Host host) throws Exception {
    Path path = Files.writeString(host.data.resolve(name), "#!/bin/sh\necho " + name + "\n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    return path;
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void oneRunDoesNotSeeAnother(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      Recorder other = host.start(Spec.script("echo ready; read line").id("other").file("secret", "secret"));
      other.awaitOut(out -> out.equals("ready\n"));
      Path secret = host.work.resolve("other/secret");
      assertThat(Host.control("cat \"$1\"", secret).out()).isEqualTo("secret");
      assertThat(host.run(1, Spec.script("cat \"$1\"", secret)).out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void theHostsOwnFilesAreNotSeen(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      for (String file : new String[] {"/etc/passwd", "/etc/hostname", "/proc/" + ProcessHandle.current().pid() + "/environ"}) {
        assertThat(Host.control("cat \"$1\" > /dev/null", file).exit().code()).as(file).isZero();
      }
      String script = "for f in /etc/passwd /etc/hostname /root /home /var /run /sys; do cat $f || ls $f/; done 2>/dev/null; true";
      assertThat(host.run(0, Spec.script(script)).out()).isEmpty();
      host.run(2, Spec.script("echo x > /usr/reeve-test"));
      host.run(2, Spec.script("echo x > /reeve-test"));
      assertThat(Path.of("/usr/reeve-test")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void aUnixSocketOutsideIsNotReached(Tier tier) throws Exception {
    Escapes.needPerl();
    try (Host host = Host.of(folder, tier);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = host.data.resolve("socket");
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(Host.control(Escapes.PERL_UNIX_CONNECT, socket).out()).isEqualTo("connected");
      assertThat(host.run(1, Spec.script(Escapes.PERL_UNIX_CONNECT, socket)).out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Tier.class)
  void unusableGrantsAreRefusedByName(Tier tier) throws Exception {
    try (Host host = Host.of(folder, tier)) {
      refused(host, Spec.script("true").readable(host.data.resolve("missing")), Kind.INVALID, "missing is not there");
      refused(host, Spec.script("true").readable(Path.of("relative")), Kind.INVALID, "absolute");
      refused(host, Spec.script("true").readable(host.data.resolve("../data")), Kind.INVALID, "absolute, normal path");
      refused(host, Spec.script("true").readable(Path.of("/")), Kind.DENIED, "root folder");
      refused(host, Spec.script("true").readable(Path.of("/proc/1")), Kind.DENIED, "/proc");
      refused(host, Spec.script("true").writable(Path.of("/dev/null")), Kind.DENIED, "/dev");
      for (String name : new String[] {"../x", "/x", "a//b", "a/./b", "", "a/..", "x".repeat(256)}) {
        refused(host, Spec.script("true").file(name, ""), Kind.INVALID, "files");
      }
      refused(host, Spec.script("true").id("../x"), Kind.INVALID, "id");
      refused(host, Spec.script("true").id(".x"), Kind.INVALID, "id");
      refused(host, Spec.script("true").variable("A=B", "c"), Kind.INVALID, "environment");
      refused(host, Spec.script("true", "a\0b"), Kind.INVALID, "command");
      assertThat(host.leftInWork()).isEmpty();
    }
  }
}
