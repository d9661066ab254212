package dev.reeve.cli.astrid;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyInfo;
import dev.reeve.v1.PrincipalInfo;
import dev.reeve.v1.QuotaSetRequest;
import dev.reeve.v1.Quotas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One principal brought to be as planned. What takes away comes before what gives: whenever the import ends, the principal has no more
 * than it shall have.
 */
final class PrincipalImport {

  private static final int BATCH = 256;

  private final Plan.Principal wanted;
  private final Asking asking;
  private final Notes notes;
  private final boolean unsafeAdmin;
  private final String about;

  PrincipalImport(Plan.Principal wanted, Asking asking, Notes notes, boolean unsafeAdmin) {
    this.wanted = wanted;
    this.asking = asking;
    this.notes = notes;
    this.unsafeAdmin = unsafeAdmin;
    this.about = "profile " + wanted.name();
  }

  /** Makes the principal, which is not there, first without any right. */
  void make() {
    AgentCreateRequest bare = AgentCreateRequest.newBuilder().setName(wanted.name()).addGroups(Plan.NO_RIGHTS).build();
    if (asking.change(about, "made, without rights at first", admin -> admin.agentCreate(bare))) {
      bring(PrincipalInfo.newBuilder().setName(wanted.name()).setEnabled(true).addGroups(Plan.NO_RIGHTS).build());
    }
  }

  /** Compares with the principal that is there; where it lacks something, gives it that or refuses. */
  void complete(PrincipalInfo there, boolean merge) {
    List<String> lacks = lacks(there);
    if (lacks.isEmpty()) {
      notes.same(about, "is there already");
    } else if (merge) {
      bring(there);
    } else {
      notes.refused(about, "is there already, but lacks " + String.join(", ", lacks) + "; to give it that, use --merge");
    }
  }

  private void bring(PrincipalInfo there) {
    String name = wanted.name();
    boolean safe = true;
    if (!wanted.enabled() && there.getEnabled()) {
      safe = asking.change(about, "disabled", admin -> admin.agentDisable(AgentDisableRequest.newBuilder().setPrincipal(name).build()));
    }
    for (List<String> some : batches(without(wanted.revokes(), there.getRevokesList()))) {
      safe &= asking.changes(
          about, "revoked", some,
          items -> admin -> admin.capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal(name).addAllCapabilities(items).build()));
    }
    if (!limits(there).equals(Quotas.getDefaultInstance())) {
      QuotaSetRequest request = QuotaSetRequest.newBuilder().setPrincipal(name).setQuotas(limits(there)).build();
      safe &= asking.change(about, "limits set", admin -> admin.quotaSet(request));
    }
    if (!safe) {
      notes.refused(about, "what takes rights away was refused, so it was given none");
      return;
    }
    groups(there);
    List<Integer> uids = wanted.uids().stream().filter(uid -> !there.getUidsList().contains(uid)).toList();
    if (!uids.isEmpty()) {
      AgentModifyRequest request = modify().addAllAddUids(uids).build();
      asking.change(about, "user ids added", admin -> admin.agentModify(request));
    }
    for (List<String> some : batches(without(wanted.grants(), there.getGrantsList()))) {
      asking.changes(
          about, "granted", some,
          items -> admin -> admin.capsGrant(
              CapsGrantRequest.newBuilder().setPrincipal(name).addAllCapabilities(items).setUnsafeAdmin(unsafeAdmin).build()));
    }
    keys(there).forEach(
        key -> asking.change(
            about, "key " + KeyIds.of(key.getPublicKey()) + " added",
            admin -> admin.keyAdd(key.toBuilder().setUnsafeAdmin(unsafeAdmin).build())));
  }

  private void groups(PrincipalInfo there) {
    asking.changes(
        about, "joined", without(wanted.groups(), there.getGroupsList()),
        items -> admin -> admin.agentModify(modify().addAllAddGroups(items).build()));
    if (there.getGroupsList().contains(Plan.NO_RIGHTS) && !wanted.groups().contains(Plan.NO_RIGHTS)) {
      asking.change(
          about, "left '" + Plan.NO_RIGHTS + "'", admin -> admin.agentModify(modify().addRemoveGroups(Plan.NO_RIGHTS).build()));
    }
  }

  private AgentModifyRequest.Builder modify() {
    return AgentModifyRequest.newBuilder().setPrincipal(wanted.name()).setUnsafeAdmin(unsafeAdmin);
  }

  private List<String> lacks(PrincipalInfo there) {
    List<String> lacks = new ArrayList<>();
    if (!wanted.enabled() && there.getEnabled()) {
      lacks.add("being disabled");
    }
    without(wanted.groups(), there.getGroupsList()).forEach(group -> lacks.add("group '" + group + "'"));
    without(wanted.revokes(), there.getRevokesList()).forEach(pattern -> lacks.add("revoke '" + pattern + "'"));
    without(wanted.grants(), there.getGrantsList()).forEach(pattern -> lacks.add("grant '" + pattern + "'"));
    limits(there).getAllFields().keySet().forEach(limit -> lacks.add("quota " + limit.getName()));
    wanted.uids().stream().filter(uid -> !there.getUidsList().contains(uid)).forEach(uid -> lacks.add("user id " + uid));
    keys(there).forEach(key -> lacks.add("key " + KeyIds.of(key.getPublicKey())));
    return lacks;
  }

  /** The limits that are planned and not said there. */
  private Quotas limits(PrincipalInfo there) {
    Quotas.Builder missing = Quotas.newBuilder();
    for (Map.Entry<FieldDescriptor, Object> limit : wanted.quotas().getAllFields().entrySet()) {
      if (!limit.getValue().equals(there.getQuotas().getAllFields().get(limit.getKey()))) {
        missing.setField(limit.getKey(), limit.getValue());
      }
    }
    return missing.build();
  }

  private List<KeyAddRequest> keys(PrincipalInfo there) {
    Set<String> ids = there.getKeysList().stream().map(KeyInfo::getKeyId).collect(Collectors.toSet());
    return wanted.keys().stream().filter(key -> !ids.contains(KeyIds.of(key.getPublicKey()))).toList();
  }

  private static List<String> without(List<String> wanted, List<String> there) {
    Set<String> known = Set.copyOf(there);
    return wanted.stream().filter(item -> !known.contains(item)).toList();
  }

  private static List<List<String>> batches(List<String> items) {
    List<List<String>> batches = new ArrayList<>();
    for (int at = 0; at < items.size(); at += BATCH) {
      batches.add(items.subList(at, Math.min(items.size(), at + BATCH)));
    }
    return batches;
  }
}
