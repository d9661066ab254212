package dev.reeve.kernel.edge;

import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.FileProblem;
import dev.reeve.kernel.admin.PolicyQuestions;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Group;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.v1.DeltaEntry;
import dev.reeve.v1.GrantInfo;
import dev.reeve.v1.GroupInfo;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.PrincipalInfo;
import java.time.Instant;
import java.util.List;

/** Maps principals, groups, keys and what a change means for them. */
final class PolicyMessages {

  private PolicyMessages() {}

  static PrincipalInfo principal(Policy policy, PolicyQuestions.Seen seen, Instant now) {
    PrincipalInfo.Builder info = PrincipalInfo.newBuilder().setName(seen.name()).setProblem(seen.problem());
    Profile profile = seen.profile();
    if (profile == null) {
      return info.setGeneration(policy.generation()).build();
    }
    info.setGeneration(policy.generationOf(profile))
        .setId(profile.id().toString())
        .setEnabled(profile.enabled())
        .addAllGroups(profile.groups())
        .setQuotas(QuotaMessages.message(profile.quotas()));
    profile.grants().forEach(grant -> info.addGrants(grant.pattern().text()).addDetails(grant(grant, now)));
    profile.revokes().stream().map(CapabilityPattern::text).forEach(info::addRevokes);
    profile.uids().forEach(uid -> info.addUids(uid.intValue()));
    profile.gids().forEach(gid -> info.addGids(gid.intValue()));
    profile.keys().forEach(key -> info.addKeys(key(key)));
    if (profile.createdAt() != null) {
      info.setCreatedAt(Replies.time(profile.createdAt()));
    }
    return info.build();
  }

  private static GrantInfo grant(Grant grant, Instant now) {
    GrantInfo.Builder info =
        GrantInfo.newBuilder().setCapability(grant.pattern().text()).setReason(grant.reason()).setBy(grant.by()).setExpired(!grant.holds(now));
    if (grant.until() != null) {
      info.setUntil(Replies.time(grant.until()));
    }
    if (grant.at() != null) {
      info.setAt(Replies.time(grant.at()));
    }
    return info.build();
  }

  static KeyInfo key(RegisteredKey key) {
    KeyInfo.Builder info =
        KeyInfo.newBuilder().setKeyId(key.id()).setPublicKey(key.publicKey()).setScope(scope(key.limit())).setLabel(key.label()).setDevice(key.device());
    if (key.createdAt() != null) {
      info.setCreatedAt(Replies.time(key.createdAt()));
    }
    return info.build();
  }

  static KeyScope scope(KeyLimit limit) {
    return KeyScope.newBuilder()
        .addAllAllow(limit.allow().stream().map(CapabilityPattern::text).toList())
        .addAllDeny(limit.deny().stream().map(CapabilityPattern::text).toList())
        .build();
  }

  static GroupInfo group(Policy policy, Group group) {
    return GroupInfo.newBuilder()
        .setName(group.name())
        .addAllCapabilities(group.capabilities().stream().map(CapabilityPattern::text).toList())
        .setDescription(group.description())
        .setUnsafeAdmin(group.unsafeAdmin())
        .setBuiltin(group.builtin())
        .setQuotas(QuotaMessages.message(group.quotas()))
        .setGeneration(policy.generationOf(group))
        .setMembers(PolicyQuestions.members(policy, group).size())
        .build();
  }

  static List<DeltaEntry> delta(Changed changed) {
    return changed.delta().stream()
        .map(one -> DeltaEntry.newBuilder().setPrincipal(one.principal()).setCapability(one.capability()).setGained(one.gained()).build())
        .toList();
  }

  static dev.reeve.v1.FileProblem fileProblem(FileProblem problem) {
    return dev.reeve.v1.FileProblem.newBuilder()
        .setPath(problem.file().toString())
        .addAllProblems(problem.problems())
        .setInForce(problem.inForce())
        .setSince(Replies.time(problem.since()))
        .build();
  }
}
