package dev.reeve.kernel.authority;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Making principals and looking at them. */
public final class AdminOperations {

  private static final int MAX_PATTERNS = 256;

  private final PolicyFiles files;
  private final Predicate<CapabilityPattern> delegable;
  private final Clock clock;

  /**
   * Makes the operations.
   *
   * @param delegable which patterns a holder who is no administrator may pass on
   */
  public AdminOperations(PolicyFiles files, Predicate<CapabilityPattern> delegable, Clock clock) {
    this.files = files;
    this.delegable = delegable;
    this.clock = clock;
  }

  /** What a new principal shall be; empty groups mean {@code agent}. */
  public record Creation(String name, List<String> groups, List<String> grants, boolean unsafeAdmin, List<Long> uids) {}

  /** A principal, the rights it newly has, and the policy's generation with it. */
  public record Created(Profile profile, List<String> gained, long generation) {}

  /**
   * Makes a principal, whole or not at all.
   *
   * @param dryRun checks everything and changes nothing
   * @throws KernelException INVALID_ARGUMENT, ALREADY_EXISTS, PERMISSION_DENIED naming each pattern the caller may not confer
   */
  public Created create(Caller caller, Creation creation, boolean dryRun) {
    Policy policy = files.current();
    Profile profile = profile(policy, creation);
    List<CapabilityPattern> conferred = conferred(policy, profile);
    if (!creation.uids().isEmpty() && !(caller.scopes().isEmpty() && policy.administrator(caller.id(), clock.instant()))) {
      throw new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, "only an administrator says which users of the host a principal is");
    }
    List<String> refusals =
        Attenuation.refusals(policy, caller.id(), new Conferral(conferred, null, creation.unsafeAdmin()), caller.scopes(), delegable, clock.instant());
    if (!refusals.isEmpty()) {
      throw new KernelException(ErrorCode.ERROR_CODE_PERMISSION_DENIED, String.join("; ", refusals));
    }
    if (policy.profile(profile.name()) != null || policy.broken().keySet().stream().anyMatch(profile.name()::equalsIgnoreCase)) {
      throw KernelException.exists("there is a principal '" + profile.name() + "' already; names are unique ignoring case");
    }
    List<String> gained = conferred.stream().map(CapabilityPattern::text).sorted().distinct().toList();
    if (dryRun) {
      return new Created(profile, gained, policy.generation());
    }
    try {
      return new Created(profile, gained, files.add(profile).generation());
    } catch (FileAlreadyExistsException e) {
      throw KernelException.exists("there is a principal '" + profile.name() + "' already; names are unique ignoring case");
    } catch (IOException e) {
      throw KernelException.unavailable("the profile could not be written: " + e.getMessage(), e);
    }
  }

  private Profile profile(Policy policy, Creation creation) {
    String wrong = Names.checkPrincipal(creation.name());
    if (wrong != null) {
      throw KernelException.invalid("name", wrong);
    }
    if (creation.groups().size() + creation.grants().size() > MAX_PATTERNS) {
      throw KernelException.invalid("grants", "at most " + MAX_PATTERNS + " groups and grants");
    }
    List<String> groups = creation.groups().isEmpty() ? List.of(BuiltinGroups.AGENT) : creation.groups();
    for (String group : groups) {
      if (policy.group(group) == null) {
        throw KernelException.invalid("groups", "there is no group '" + group + "'");
      }
    }
    List<Grant> grants = new ArrayList<>();
    for (String text : creation.grants()) {
      try {
        grants.add(Grant.of(CapabilityPattern.parse(text)));
      } catch (InvalidPatternException e) {
        throw KernelException.invalid("grants", String.valueOf(e.getMessage()));
      }
    }
    return new Profile(
        Ids.next(), creation.name(), true, groups, grants, List.of(), creation.uids(), List.of(), Quotas.DEFAULTS,
        clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private static List<CapabilityPattern> conferred(Policy policy, Profile profile) {
    List<CapabilityPattern> patterns = new ArrayList<>();
    policy.groupsOf(profile).forEach(group -> patterns.addAll(group.capabilities()));
    profile.grants().forEach(grant -> patterns.add(grant.pattern()));
    return patterns;
  }

  /** Every principal by name, the unreadable ones with their problem. */
  public List<Seen> list(@Nullable Caller only) {
    Policy policy = files.current();
    List<Seen> seen = new ArrayList<>();
    for (Profile profile : policy.profiles()) {
      if (only == null || profile.id().equals(only.principal())) {
        seen.add(new Seen(profile.name(), profile, ""));
      }
    }
    if (only == null) {
      policy.broken().forEach((name, problem) -> seen.add(new Seen(name, null, problem)));
    }
    seen.sort(Comparator.comparing(Seen::name));
    return seen;
  }

  /** A principal as it is seen; a broken one has a problem in place of a profile. */
  public record Seen(String name, @Nullable Profile profile, String problem) {}

  /** The principal of a name; NOT_FOUND when there is none. */
  public Seen find(String name) {
    Policy policy = files.current();
    Profile profile = policy.profile(name);
    if (profile != null) {
      return new Seen(profile.name(), profile, "");
    }
    for (Map.Entry<String, String> broken : policy.broken().entrySet()) {
      if (broken.getKey().equalsIgnoreCase(name)) {
        return new Seen(broken.getKey(), null, broken.getValue());
      }
    }
    throw KernelException.notFound("principal", name);
  }

  public long generation() {
    return files.current().generation();
  }

  /**
   * Asks the deciding function about a principal.
   *
   * @throws KernelException NOT_FOUND, INVALID_ARGUMENT
   */
  public Decision check(String principal, String action, String resource) {
    Seen seen = find(principal);
    Capability capability;
    try {
      capability = new Capability(action, resource.isEmpty() ? null : resource);
    } catch (InvalidPatternException e) {
      throw KernelException.invalid("capability", String.valueOf(e.getMessage()));
    }
    Profile profile = seen.profile();
    return Authorizer.explain(files.current(), profile == null ? null : profile.id(), Need.of(capability), List.of(), clock.instant());
  }
}
