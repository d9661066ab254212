package dev.reeve.kernel.host;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Principals with plain grants, for tests of what capsules may do for them. */
public final class Principals {

  public static final Clock NOW = Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC);

  private Principals() {}

  /** A policy with {@code ada}, who holds these. */
  public static Policy policy(String... grants) {
    return Policy.of(1, List.of(), List.of(profile("ada", grants)), Map.of());
  }

  public static Profile profile(String name, String... grants) {
    List<Grant> held = List.of(grants).stream().map(text -> Grant.of(CapabilityPattern.parse(text))).toList();
    return new Profile(id(name), name, true, List.of(), held, List.of(), List.of(), List.of(), Quotas.DEFAULTS, null);
  }

  /** {@code ada} at the socket. */
  public static Caller caller(Scope... scopes) {
    return new Caller(id("ada"), "ada", "unix-peer", null, List.of(scopes), List.of());
  }

  public static UUID id(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
