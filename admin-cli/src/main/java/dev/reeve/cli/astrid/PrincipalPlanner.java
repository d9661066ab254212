package dev.reeve.cli.astrid;

import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.Quotas;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Plans one principal. */
final class PrincipalPlanner {

  private static final int LONGEST_LABEL = 64;
  private static final String KEYPAIR = "keypair";
  private static final String FIRST = "default";

  private final AstridHome.Profile profile;
  private final Plan.Choices choices;
  private final Set<String> usableGroups;
  private final Set<String> refusedGroups;
  private final Notes notes;
  private final String about;

  PrincipalPlanner(AstridHome.Profile profile, Plan.Choices choices, Set<String> usableGroups, Set<String> refusedGroups, Notes told) {
    this.profile = profile;
    this.choices = choices;
    this.usableGroups = usableGroups;
    this.refusedGroups = refusedGroups;
    this.notes = first(profile) ? new Notes() : told;
    this.about = "profile " + profile.name();
  }

  /** Whether it is the principal that every node has from its first start, here as there. */
  static boolean first(AstridHome.Profile profile) {
    return profile.name().equals(FIRST);
  }

  Plan.Principal principal() {
    if (!profile.enabled()) {
      notes.kept(about, "disabled");
    }
    List<String> groups = groups();
    List<String> grants = grants();
    List<String> revokes = profile.revokes().stream().distinct().toList();
    revokes.forEach(pattern -> notes.kept(about, "revoke '" + pattern + "'"));
    profile.capsules().forEach(
        capsule -> notes.dropped(about, "capsule '" + capsule + "': capsules belong to the node here, and need rights of their user"));
    return new Plan.Principal(profile.name(), profile.enabled(), groups, grants, revokes, quotas(), users(), keys(),
        first(profile), first(profile) ? notes.all() : List.of());
  }

  private List<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    for (String group : profile.groups()) {
      if (group.equals("admin") && !choices.unsafeAdmin()) {
        notes.refused(about, "group 'admin' covers everything; that needs --unsafe-admin");
      } else if (refusedGroups.contains(group)) {
        notes.refused(about, "group '" + group + "' is not imported, so it cannot be joined");
      } else if (!Grammar.builtInThere(group) && !usableGroups.contains(group)) {
        notes.dropped(about, "group '" + group + "' is defined nowhere there, so it confers nothing");
      } else {
        groups.add(group);
        notes.kept(about, "group '" + group + "'");
      }
    }
    if (groups.isEmpty()) {
      notes.changed(about, "no group becomes '" + Plan.NO_RIGHTS + "', which confers nothing either");
      groups.add(Plan.NO_RIGHTS);
    }
    return List.copyOf(groups);
  }

  private List<String> grants() {
    Set<String> grants = new LinkedHashSet<>();
    for (String pattern : profile.grants()) {
      if (Grammar.universal(pattern) && !choices.unsafeAdmin()) {
        notes.refused(about, "grant '" + pattern + "' covers everything; that needs --unsafe-admin");
      } else if (grants.add(pattern)) {
        Planner.keptCapability(about, "grant", pattern, notes);
      }
    }
    for (String host : profile.egress()) {
      if (host.equals("*")) {
        notes.refused(about, "egress '*': no list of hosts means every host here; grant net:connect yourself if that is wanted");
      } else if (grants.add("net:connect@" + host)) {
        notes.changed(about, "egress '" + host + "' becomes grant 'net:connect@" + host + "'");
      }
    }
    profile.confinedEgress().forEach(
        capsule -> notes.dropped(about, "egress of capsule '" + capsule + "': rights belong to principals here, not to their capsules"));
    for (String command : profile.commands()) {
      if (!command.startsWith("/")) {
        notes.refused(about, "command '" + command + "' is no absolute path; which program it means is not guessed");
      } else if (grants.add("process:spawn@" + command)) {
        notes.changed(about, "command '" + command + "' becomes grant 'process:spawn@" + command + "'");
      }
    }
    return List.copyOf(grants);
  }

  private Quotas quotas() {
    Quotas.Builder quotas = Quotas.newBuilder();
    for (AstridQuota quota : AstridQuota.values()) {
      Long value = profile.quotas().get(quota.key());
      if (value != null) {
        if (quota.say(quotas, value)) {
          notes.kept(about, "quota " + quota.key() + " " + value);
        } else {
          notes.dropped(about, "quota " + quota.key() + ": no such limit here");
        }
      }
    }
    return quotas.build();
  }

  private List<Integer> users() {
    List<Integer> users = choices.users().getOrDefault(profile.name(), List.of());
    users.forEach(uid -> notes.changed(about, "user id " + Integer.toUnsignedString(uid) + " may act as it, as --user says"));
    for (String method : new LinkedHashSet<>(profile.methods())) {
      switch (method) {
        case "system" -> {
          if (users.isEmpty()) {
            notes.dropped(about, "login 'system': there every principal of one user; say who with --user " + profile.name() + "=UID");
          }
        }
        case "passkey" -> notes.dropped(about, "login 'passkey': there are none here");
        default -> { }
      }
    }
    return users.stream().distinct().toList();
  }

  private List<KeyAddRequest> keys() {
    List<KeyAddRequest> keys = new ArrayList<>();
    for (AstridHome.Key key : profile.keys()) {
      String shown = "key " + key.publicKey().substring(0, 16) + "…";
      AstridHome.Scope scope = key.scope();
      if (!profile.methods().contains(KEYPAIR)) {
        notes.dropped(about, shown + ": 'keypair' is not among its methods, so it proves nothing there");
        continue;
      }
      if (scope != null && scope.allow().isEmpty()) {
        notes.refused(about, shown + ": its scope allows nothing there; an empty list would mean everything here");
        continue;
      }
      KeyAddRequest.Builder request =
          KeyAddRequest.newBuilder()
              .setPrincipal(profile.name())
              .setPublicKey(key.publicKey())
              .setLabel(Planner.printable(key.label(), LONGEST_LABEL));
      if (scope != null) {
        request.setScope(KeyScope.newBuilder().addAllAllow(scope.allow()).addAllDeny(scope.deny()));
      }
      String limits = scope == null ? "everything it may" : "allow " + scope.allow() + ", deny " + scope.deny();
      notes.changed(about, shown + " is key " + KeyIds.of(key.publicKey()) + " here, for " + limits);
      keys.add(request.build());
    }
    return keys;
  }
}
