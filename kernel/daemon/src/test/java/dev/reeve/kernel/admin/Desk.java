package dev.reeve.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** The policy with its real files and database, and every verb, without the rest of a kernel. Closing and opening again is a restart. */
final class Desk implements AutoCloseable {

  final Path folder;
  final Path principals;
  final Path groupsFile;
  final HandClock clock;
  final Store store;
  final PolicyFiles files;
  final PolicyChanges changes;
  final AgentChanges agents;
  final GroupChanges groups;
  final CapsChanges caps;
  final QuotaChanges quotas;
  final List<PolicyFiles.Reloaded> reloads = new CopyOnWriteArrayList<>();
  final List<UUID> ended = new CopyOnWriteArrayList<>();
  /** How far the wall clock is behind. */
  Duration behind = Duration.ZERO;
  /** What may be passed on. */
  Predicate<CapabilityPattern> delegable = _ -> true;

  private Desk(Path folder, HandClock clock) throws Exception {
    this.folder = folder;
    this.clock = clock;
    this.principals = folder.resolve("etc/principals");
    this.groupsFile = folder.resolve("etc/groups.toml");
    Files.createDirectories(principals);
    store = Store.open(folder.resolve("reeve.db"));
    try {
      files = PolicyFiles.open(groupsFile, principals, new PolicyLedger(store), clock, reloads::add);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    changes = new PolicyChanges(files, pattern -> delegable.test(pattern), clock);
    agents = new AgentChanges(changes, files, ended::add);
    groups = new GroupChanges(changes);
    caps = new CapsChanges(changes, () -> behind);
    quotas = new QuotaChanges(changes);
  }

  /** Opens what stands in the folder. */
  static Desk open(Path folder) throws Exception {
    return new Desk(folder, new HandClock());
  }

  /** With the administrator {@code root} and, where told, others. */
  static Desk with(Path folder, Profile... others) throws Exception {
    Path principals = Files.createDirectories(folder.resolve("etc/principals"));
    put(principals, administrator("root"));
    for (Profile other : others) {
      put(principals, other);
    }
    return open(folder);
  }

  private static void put(Path principals, Profile profile) throws IOException {
    Files.writeString(principals.resolve(profile.name() + ".toml"), ProfileFile.write(profile));
  }

  static Profile administrator(String name) {
    return person(name, List.of("admin"));
  }

  /** Able to log in, with these groups and grants. */
  static Profile person(String name, List<String> groups, String... grants) {
    return new Profile(
        Ids.next(), name, true, groups, Arrays.stream(grants).map(CapabilityPattern::parse).map(Grant::of).toList(), List.of(), List.of(1000L),
        List.of(), Quotas.DEFAULTS, null);
  }

  static List<CapabilityPattern> patterns(String... texts) {
    return Arrays.stream(texts).map(CapabilityPattern::parse).toList();
  }

  /** The same desk after a restart; time goes on. */
  Desk reopened() throws Exception {
    close();
    return new Desk(folder, clock);
  }

  Policy now() {
    return files.current();
  }

  Profile profile(String name) {
    Profile found = now().profile(name);
    assertThat(found).as("profile of " + name).isNotNull();
    return java.util.Objects.requireNonNull(found);
  }

  Asked by(String name) {
    return Asked.by(profile(name).id(), List.of());
  }

  /** Whether somebody is allowed an action on something that is not theirs. */
  boolean can(String name, String capability) {
    Profile profile = now().profile(name);
    return Authorizer.decide(now(), profile == null ? null : profile.id(), Need.of(Capability.parse(capability)), List.of(), clock.instant()).allowed();
  }

  Changed create(Asked asked, String name, List<String> in, String... grants) {
    return agents.create(asked, creation(name, in, grants));
  }

  static AgentChanges.Creation creation(String name, List<String> in, String... grants) {
    return new AgentChanges.Creation(name, in, List.of(grants), "", List.of(), List.of(), List.of());
  }

  static AgentChanges.Creation clone(String name, String original) {
    return new AgentChanges.Creation(name, List.of(), List.of(), original, List.of(), List.of(), List.of());
  }

  Changed grant(Asked asked, String principal, @Nullable Instant until, String... capabilities) {
    return caps.grant(asked, principal, new CapsChanges.Gift(List.of(capabilities), until, "", "root"));
  }

  Changed join(Asked asked, String principal, String group) {
    return agents.modify(asked, principal, new AgentChanges.Modification(List.of(group), List.of(), List.of(), List.of(), List.of(), List.of()));
  }

  Changed leave(Asked asked, String principal, String group) {
    return agents.modify(asked, principal, new AgentChanges.Modification(List.of(), List.of(group), List.of(), List.of(), List.of(), List.of()));
  }

  Changed users(Asked asked, String principal, List<Long> add, List<Long> remove) {
    return agents.modify(asked, principal, new AgentChanges.Modification(List.of(), List.of(), add, remove, List.of(), List.of()));
  }

  Changed group(Asked asked, String name, String... capabilities) {
    return groups.create(asked, name, List.of(capabilities), "", Map.of());
  }

  Path file(String principal) {
    return principals.resolve(principal + ".toml");
  }

  String text(String principal) throws IOException {
    return Files.readString(file(principal));
  }

  /** Writes as an editor does that makes a new file and renames it. */
  void edit(Path file, String text) throws IOException {
    Path fresh = folder.resolve("editing-" + Ids.nextText());
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  void edit(Profile profile) throws IOException {
    edit(file(profile.name()), ProfileFile.write(profile));
  }

  /** Takes up what was edited, as the watching thread does. */
  void refresh() {
    files.refresh(null);
  }

  /** The problems of one file, on one line; empty where it has none. */
  String problem(Path file) {
    return files.problems().stream().filter(one -> one.file().equals(file)).flatMap(one -> one.problems().stream()).reduce("", String::concat);
  }

  /** Every file under the policy's folder, hidden ones too, with the digest of its bytes. */
  Map<String, String> bytes() throws IOException {
    Map<String, String> bytes = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder.resolve("etc"))) {
      for (Path file : all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)).toList()) {
        bytes.put(folder.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
      }
    }
    return bytes;
  }

  /** Kept edits, by name. */
  List<Path> conflicts() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("etc"))) {
      return all.filter(file -> file.getFileName().toString().contains(".conflict-")).sorted().toList();
    }
  }

  /** Runs what must be refused with the code, and holds that nothing was written and nothing changed; answers the words. */
  String refused(ErrorCode code, ThrowingCallable call) throws IOException {
    Map<String, String> bytes = bytes();
    Policy before = now();
    KernelException refusal = catchThrowableOfType(KernelException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    assertThat(bytes()).isEqualTo(bytes);
    assertThat(now()).isSameAs(before);
    return String.valueOf(refusal.getMessage());
  }

  String denied(ThrowingCallable call) throws IOException {
    return refused(ErrorCode.ERROR_CODE_PERMISSION_DENIED, call);
  }

  /** Opens the same files beside this desk, without its database, and holds that they say the same. */
  void agreesWithFiles(Path scratch) throws Exception {
    Path copy = Files.createTempDirectory(scratch, "copy");
    Files.createDirectories(copy.resolve("etc/principals"));
    if (Files.exists(groupsFile)) {
      Files.copy(groupsFile, copy.resolve("etc/groups.toml"));
    }
    try (Stream<Path> all = Files.list(principals)) {
      for (Path file : all.filter(each -> each.toString().endsWith(".toml") && !each.getFileName().toString().startsWith(".")).toList()) {
        Files.copy(file, copy.resolve("etc/principals").resolve(file.getFileName()));
      }
    }
    try (Desk other = open(copy)) {
      assertThat(other.now().saysTheSame(now()))
          .as("files say %s %s, memory %s %s", other.now().profiles(), other.now().groups(), now().profiles(), now().groups())
          .isTrue();
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
