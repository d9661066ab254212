package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostFiles;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostFileAccessTest {

  private static final int MAX = 4 * 1024 * 1024;

  @TempDir Path temporary;
  private Path folder;
  private Path file;
  private Path home;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temporary.toRealPath().resolve("data"));
    file = Files.writeString(folder.resolve("file"), "0123456789");
    home = Files.createDirectories(temporary.toRealPath().resolve("home"));
    Files.writeString(home.resolve("audit.key"), "secret");
  }

  private interface Work<T> {
    T on(HostFiles files) throws CapsuleException;
  }

  private HostFileAccess files(Policy policy, String... permissions) {
    List<CapabilityPattern> permitted = List.of(permissions).stream().map(CapabilityPattern::parse).toList();
    return new HostFileAccess(new HostRights("guest", permitted, () -> policy, Gate.closed(), Principals.NOW), List.of(home));
  }

  private <T> T all(Work<T> work) throws CapsuleException {
    return as(Principals.caller(), files(Principals.policy("*"), "fs:read"), work);
  }

  private static <T> T as(Caller caller, HostFiles files, Work<T> work) throws CapsuleException {
    return ScopedValue.where(Caller.CURRENT, caller).call(() -> work.on(files));
  }

  private static CapsuleException refused(Kind kind, ThrowingCallable call) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind);
    return refused;
  }

  private List<HostFiles.Entry> listed(String path, int most) throws CapsuleException {
    return all(files -> files.list(path, most));
  }

  private static String text(HostFiles.Content content) {
    return new String(content.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void partsOfAFileAreRead() throws Exception {
    assertThat(text(all(files -> files.read(file.toString(), 0, 100)))).isEqualTo("0123456789");
    assertThat(text(all(files -> files.read(file.toString(), 3, 4)))).isEqualTo("3456");
    assertThat(text(all(files -> files.read(file.toString(), 10, 4)))).isEmpty();
    assertThat(text(all(files -> files.read(file.toString(), Long.MAX_VALUE, 4)))).isEmpty();
    assertThat(all(files -> files.read(file.toString(), 3, 1)).size()).isEqualTo(10);
  }

  @Test
  void theCapsuleMustBePermitted() {
    HostFileAccess files = files(Principals.policy("*"), "fs:read@/srv/**", "fs:write@/**");
    assertThat(refused(Kind.DENIED, () -> as(Principals.caller(), files, f -> f.read(file.toString(), 0, 1))))
        .hasMessage("needs fs:read@" + file + ", which the capsule guest is not permitted");
    assertThat(refused(Kind.DENIED, () -> as(Principals.caller(), files, f -> f.list(folder.toString(), 1))))
        .hasMessage("needs fs:read@" + folder + ", which the capsule guest is not permitted");
  }

  @Test
  void thePrincipalMustHoldIt() throws Exception {
    HostFileAccess files = files(Principals.policy("fs:read@" + folder + "/other"), "fs:read@/**");
    assertThat(refused(Kind.DENIED, () -> as(Principals.caller(), files, f -> f.read(file.toString(), 0, 1))))
        .hasMessage("needs fs:read@" + file + ", which ada does not have: MISSING");
    HostFileAccess both = files(Principals.policy("fs:read@" + folder + "/**"), "fs:read@/**");
    assertThat(text(as(Principals.caller(), both, f -> f.read(file.toString(), 0, 1)))).isEqualTo("0");
  }

  @Test
  void aSessionMayTakeItAway() throws Exception {
    HostFileAccess files = files(Principals.policy("fs:read"), "fs:read");
    Scope narrow = new Scope("run", new Holdings(List.of(CapabilityPattern.parse("fs:read@" + home + "/**")), List.of()));
    assertThat(refused(Kind.DENIED, () -> as(Principals.caller(narrow), files, f -> f.read(file.toString(), 0, 1))))
        .hasMessageEndingWith("which ada does not have: OUT_OF_SCOPE");
    Scope wide = new Scope("run", new Holdings(List.of(CapabilityPattern.parse("fs:read@" + folder + "/**")), List.of()));
    assertThat(text(as(Principals.caller(wide), files, f -> f.read(file.toString(), 0, 1)))).isEqualTo("0");
  }

  @Test
  void withoutACallerNothingIsRead() {
    HostFileAccess files = files(Principals.policy("*"), "fs:read");
    assertThat(refused(Kind.DENIED, () -> files.read(file.toString(), 0, 1)))
        .hasMessage("needs fs:read@" + file + ", but no principal is being served");
    refused(Kind.DENIED, () -> files.list(folder.toString(), 1));
    refused(Kind.DENIED, () -> as(Caller.anonymous(List.of("ada")), files, f -> f.read(file.toString(), 0, 1)));
  }

  @Test
  void theKernelsFilesAreDeniedWhateverIsGranted() {
    for (Path path : List.of(home, home.resolve("audit.key"), home.resolve("absent"))) {
      assertThat(refused(Kind.DENIED, () -> all(files -> files.read(path.toString(), 0, 1)))).hasMessage(path + " belongs to the kernel");
      assertThat(refused(Kind.DENIED, () -> all(files -> files.list(path.toString(), 1)))).hasMessage(path + " belongs to the kernel");
    }
  }

  @Test
  void aHomeThatIsNamedByALinkIsDeniedByItsRealNameToo() throws Exception {
    Path named = Files.createSymbolicLink(folder.resolve("named"), home);
    HostFileAccess files =
        new HostFileAccess(
            new HostRights("guest", List.of(CapabilityPattern.parse("fs:read")), () -> Principals.policy("*"), Gate.closed(), Principals.NOW),
            List.of(named.resolve("absent"), named));
    for (Path path : List.of(home, home.resolve("audit.key"), home.resolve("absent"), named)) {
      refused(Kind.DENIED, () -> as(Principals.caller(), files, f -> f.read(path.toString(), 0, 1)));
    }
  }

  @Test
  void theKernelsFilesAreReachedOverNoLink() throws Exception {
    Files.createSymbolicLink(folder.resolve("link"), home);
    refused(Kind.STATE, () -> all(files -> files.read(folder.resolve("link/audit.key").toString(), 0, 1)));
    refused(Kind.STATE, () -> all(files -> files.list(folder.resolve("link").toString(), 10)));
  }

  @Test
  void theKernelsFilesAreHiddenInAListing() throws Exception {
    String parent = String.valueOf(home.getParent());
    assertThat(listed(parent, 10)).extracting(HostFiles.Entry::name).containsExactly("data");
    assertThat(listed(parent, 1)).hasSize(1);
    assertThat(listed("/", 1000)).extracting(HostFiles.Entry::name).contains("etc").doesNotContain("proc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/environ", "/mem", "/maps", "/cmdline", "/root/etc/hostname", "/fd/0", ""})
  void theKernelsProcessIsDenied(String part) {
    String path = "/proc/" + ProcessHandle.current().pid() + part;
    assertThat(refused(Kind.DENIED, () -> all(files -> files.read(path, 0, 100)))).hasMessage(path + " belongs to the kernel");
    refused(Kind.DENIED, () -> all(files -> files.read("/proc/self" + part, 0, 100)));
    refused(Kind.DENIED, () -> all(files -> files.list(path, 100)));
  }

  @Test
  void aSymbolicLinkIsRefusedInEveryComponent() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a/b/c"));
    Files.writeString(deep.resolve("file"), "x");
    Files.createSymbolicLink(folder.resolve("a/link"), Path.of("b"));
    Files.createSymbolicLink(folder.resolve("first"), folder.resolve("a"));
    Files.createSymbolicLink(deep.resolve("last"), deep.resolve("file"));
    for (String path : List.of("a/link/c/file", "first/b/c/file", "a/b/c/last", "a/link")) {
      refused(Kind.STATE, () -> all(files -> files.read(folder.resolve(path).toString(), 0, 1)));
    }
    for (String path : List.of("a/link/c", "first", "first/b", "a/link")) {
      assertThat(refused(Kind.STATE, () -> all(files -> files.list(folder.resolve(path).toString(), 10))))
          .hasMessage(folder.resolve(path) + " leads over something that is no folder, or over a symbolic link");
    }
    assertThat(text(all(files -> files.read(deep.resolve("file").toString(), 0, 1)))).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../etc/passwd", "/./file", "//file", "/a/../file", "/file/", "/.."})
  void anUnnormalisedPathIsRefused(String part) {
    assertThat(refused(Kind.INVALID, () -> all(files -> files.read(folder + part, 0, 1))))
        .hasMessageStartingWith("the path is not normalised: write /");
    refused(Kind.INVALID, () -> all(files -> files.list(folder + part, 1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file", "./file", "~/file", "/a\0b"})
  void aPathThatIsNotAbsoluteIsRefused(String path) {
    refused(Kind.INVALID, () -> all(files -> files.read(path, 0, 1)));
  }

  @Test
  void aPathThatCannotBeIsRefused() {
    refused(Kind.INVALID, () -> all(files -> files.read("/tmp/\ud800", 0, 1)));
    refused(Kind.INVALID, () -> all(files -> files.read("/" + "a".repeat(1024), 0, 1)));
    refused(Kind.INVALID, () -> all(files -> files.read("/a\nb", 0, 1)));
  }

  @Test
  void whatIsNoRegularFileIsNotRead() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(made.exitValue()).isZero();
    for (String path : List.of(pipe.toString(), folder.toString(), "/dev/null", "/")) {
      assertThat(refused(Kind.STATE, () -> all(files -> files.read(path, 0, 1)))).hasMessage(path + " is no regular file");
    }
    refused(Kind.STATE, () -> all(files -> files.list(file.toString(), 1)));
    refused(Kind.STATE, () -> all(files -> files.list(pipe.toString(), 1)));
    refused(Kind.STATE, () -> all(files -> files.read(file + "/below", 0, 1)));
    refused(Kind.STATE, () -> all(files -> files.read(pipe + "/below", 0, 1)));
  }

  @Test
  void whatIsNotThereIsNotFound() {
    Path absent = folder.resolve("absent/file");
    assertThat(refused(Kind.NOT_FOUND, () -> all(files -> files.read(absent.toString(), 0, 1)))).hasMessage("there is no " + absent);
    refused(Kind.NOT_FOUND, () -> all(files -> files.list(absent.toString(), 1)));
  }

  @Test
  void boundsAreKept() throws Exception {
    for (int size : new int[] {0, -1, MAX + 1, Integer.MIN_VALUE}) {
      refused(Kind.INVALID, () -> all(files -> files.read(file.toString(), 0, size)));
    }
    refused(Kind.INVALID, () -> all(files -> files.read(file.toString(), -1, 1)));
    refused(Kind.INVALID, () -> all(files -> files.list(folder.toString(), 0)));
    refused(Kind.INVALID, () -> all(files -> files.list(folder.toString(), 10_001)));
    Path big = Files.write(folder.resolve("big"), new byte[MAX + 1]);
    assertThat(all(files -> files.read(big.toString(), 0, MAX)).bytes()).hasSize(MAX);
    assertThat(refused(Kind.EXHAUSTED, () -> all(files -> files.list(folder.toString(), 1))))
        .hasMessage(folder + " has more than 1 entries");
  }

  @Test
  void aListingIsSortedAndKnowsKinds() throws Exception {
    Files.createDirectory(folder.resolve("zoo"));
    Files.createSymbolicLink(folder.resolve("alias"), home);
    assertThat(listed(folder.toString(), 10))
        .extracting(HostFiles.Entry::name, HostFiles.Entry::kind, HostFiles.Entry::size)
        .containsExactly(
            tuple("alias", HostFiles.Kind.LINK, 0L),
            tuple("file", HostFiles.Kind.FILE, 10L),
            tuple("zoo", HostFiles.Kind.FOLDER, 0L));
  }

  @Test
  void statTellsOfTheNameItself() throws Exception {
    Files.createSymbolicLink(folder.resolve("alias"), file);
    assertThat(List.of(all(f -> f.stat(file.toString())), all(f -> f.stat(folder + "/alias")), all(f -> f.stat(folder.toString()))))
        .extracting(HostFiles.Entry::name, HostFiles.Entry::kind, HostFiles.Entry::size)
        .containsExactly(
            tuple("file", HostFiles.Kind.FILE, 10L), tuple("alias", HostFiles.Kind.LINK, 0L), tuple("data", HostFiles.Kind.FOLDER, 0L));
    assertThat(all(f -> f.stat(file.toString())).modified()).isEqualTo(Files.getLastModifiedTime(file).toInstant());
    HostFiles.Entry top = all(f -> f.stat("/"));
    assertThat(top.name()).isEmpty();
    assertThat(top.kind()).isEqualTo(HostFiles.Kind.FOLDER);
    assertThat(all(f -> f.stat("/dev/null")).kind()).isEqualTo(HostFiles.Kind.OTHER);
  }

  @Test
  void statNeedsTheRightAndANameThatIsThere() {
    refused(Kind.NOT_FOUND, () -> all(f -> f.stat(folder + "/absent")));
    refused(Kind.NOT_FOUND, () -> all(f -> f.stat(folder + "/absent/file")));
    refused(Kind.STATE, () -> all(f -> f.stat(file + "/below")));
    refused(Kind.INVALID, () -> all(f -> f.stat(folder + "/../file")));
    refused(Kind.DENIED, () -> all(f -> f.stat(home + "/audit.key")));
    refused(Kind.DENIED, () -> all(f -> f.stat("/proc/self/environ")));
    HostFileAccess narrow = files(Principals.policy("fs:read@" + folder + "/other", "fs:write"), "fs:read");
    refused(Kind.DENIED, () -> as(Principals.caller(), narrow, f -> f.stat(file.toString())));
  }
}
