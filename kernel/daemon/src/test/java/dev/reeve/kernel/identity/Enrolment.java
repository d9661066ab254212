package dev.reeve.kernel.identity;

import dev.reeve.kernel.admin.AgentChanges;
import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.admin.PolicyFiles;
import dev.reeve.kernel.admin.PolicyLedger;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.store.Digest;
import dev.reeve.kernel.store.Ids;
import dev.reeve.kernel.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** A policy on disk, its changes and the tickets, on a clock that a test moves: two administrators and a helper who may ask agents in. */
final class Enrolment implements AutoCloseable {

  static final String KERNEL = "kernel-of-the-test";
  static final UUID ROOT = Ids.next();
  static final UUID CHIEF = Ids.next();
  static final UUID HELPER = Ids.next();

  final Hand hand = new Hand();
  final Store store;
  final PolicyChanges changes;
  final AgentChanges agents;
  final KeyOperations keys;
  final Tickets tickets;
  final InviteOperations invites;
  final DeviceOperations devices;

  /** A clock that a test moves. */
  static final class Hand extends Clock {
    volatile Instant now = Instant.parse("2026-01-31T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  Enrolment(Path folder) throws Exception {
    Path principals = Files.createDirectories(folder.resolve("principals"));
    write(principals, profile(ROOT, "root", 1, "admin"));
    write(principals, profile(CHIEF, "chief", 2, "admin"));
    write(principals, profile(HELPER, "helper", 3, "agent").withGrants(grants("invite:issue", "agent:list")));
    store = Store.open(folder.resolve("reeve.db"));
    PolicyFiles files = PolicyFiles.open(folder.resolve("groups.toml"), principals, new PolicyLedger(store), hand, reloaded -> { });
    changes = new PolicyChanges(files, pattern -> true, hand);
    agents = new AgentChanges(changes, files, gone -> { });
    keys = new KeyOperations(changes, hand);
    tickets = new Tickets(store, hand);
    invites = new InviteOperations(changes, agents, keys, tickets, hand);
    devices = new DeviceOperations(changes, keys, tickets, hand);
  }

  private static Profile profile(UUID id, String name, long uid, String group) {
    return new Profile(id, name, true, List.of(group), List.of(), List.of(), List.of(uid), List.of(), Quotas.DEFAULTS, null);
  }

  private static void write(Path principals, Profile profile) throws Exception {
    Files.writeString(principals.resolve(profile.name() + ".toml"), ProfileFile.write(profile));
  }

  static List<Grant> grants(String... texts) {
    return Stream.of(texts).map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
  }

  static KeyLimit only(String... allow) {
    return new KeyLimit(Stream.of(allow).map(CapabilityPattern::parse).toList(), List.of());
  }

  static Asked by(UUID who) {
    return Asked.by(who, List.of());
  }

  Profile profile(String name) {
    return Objects.requireNonNull(changes.current().profile(name));
  }

  /** An invite of root's into a group, as its token. */
  String invite(int uses, String... groups) {
    return token(invites.issue(by(ROOT), "root", new InviteOperations.Invitation(List.of(groups), null, uses, "")));
  }

  static String token(Tickets.Issued issued) {
    return Objects.requireNonNull(issued.token());
  }

  static Redemption bring(String token, String name, HeldKey key) {
    return new Redemption(KERNEL, token, name, key.text(), key.sign(KeyProof.redemption(KERNEL, Digest.of(token), name)), "");
  }

  @Override
  public void close() {
    store.close();
  }
}
