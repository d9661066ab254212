package dev.reeve.kernel.edge;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.admin.PolicyChanges;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.identity.DeviceOperations;
import dev.reeve.kernel.identity.InviteOperations;
import dev.reeve.kernel.identity.KeyOperations;
import dev.reeve.kernel.identity.Redeemed;
import dev.reeve.kernel.identity.Redemption;
import dev.reeve.kernel.identity.Ticket;
import dev.reeve.kernel.identity.Tickets;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.InviteRedeemResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.InviteRevokeResponse;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyAddResponse;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.KeyListResponse;
import dev.reeve.v1.KeyRemoveRequest;
import dev.reeve.v1.KeyRemoveResponse;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.PairDeviceIssueResponse;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.PairDeviceListResponse;
import dev.reeve.v1.PairDeviceRedeemRequest;
import dev.reeve.v1.PairDeviceRedeemResponse;
import dev.reeve.v1.PairDeviceRevokeRequest;
import dev.reeve.v1.PairDeviceRevokeResponse;
import dev.reeve.v1.TicketInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Maps the part of AdminService that is about keys, invites and devices. */
final class AuthAdapter {

  private static final int MAX_PATTERNS = 256;

  private final String kernelId;
  private final PolicyChanges changes;
  private final KeyOperations keys;
  private final InviteOperations invites;
  private final DeviceOperations devices;

  AuthAdapter(String kernelId, PolicyChanges changes, KeyOperations keys, InviteOperations invites, DeviceOperations devices) {
    this.kernelId = kernelId;
    this.changes = changes;
    this.keys = keys;
    this.invites = invites;
    this.devices = devices;
  }

  private static Asked asked(boolean dryRun) {
    Admission admission = Admission.CURRENT.get();
    return Asked.by(admission.caller(), admission.signatories()).dry(dryRun);
  }

  private static String callerName() {
    return Admission.CURRENT.get().caller().name();
  }

  private long generation(Changed changed, boolean dryRun) {
    return dryRun ? changes.current().generation() : changed.generation();
  }

  KeyAddResponse keyAdd(KeyAddRequest request) {
    String name = request.getPrincipal();
    KeyLimit limit = limit(request.getScope());
    Changed changed =
        AdminAdapter.told(
            keys.add(
                asked(request.getDryRun())
                    .unsafe(request.getUnsafeAdmin())
                    .expecting(Asked.Thing.PRINCIPAL, name, request.getExpectedGeneration()),
                new KeyOperations.Addition(name, request.getPublicKey(), limit, request.getLabel(), false)));
    KeyAddResponse.Builder answer =
        KeyAddResponse.newBuilder()
            .setChanged(changed.changed())
            .setGeneration(generation(changed, request.getDryRun()))
            .addAllDelta(PolicyMessages.delta(changed));
    Profile profile = changed.policy().profile(name);
    RegisteredKey key = profile == null ? null : profile.key(RegisteredKey.idOf(request.getPublicKey().toLowerCase(Locale.ROOT)));
    if (key != null) {
      answer.setKey(PolicyMessages.key(key));
    }
    return answer.build();
  }

  KeyListResponse keyList(KeyListRequest request) {
    return KeyListResponse.newBuilder().addAllKeys(keys.list(request.getPrincipal()).stream().map(PolicyMessages::key).toList()).build();
  }

  KeyRemoveResponse keyRemove(KeyRemoveRequest request) {
    Changed changed =
        AdminAdapter.told(
            keys.remove(
                asked(request.getDryRun()).expecting(Asked.Thing.PRINCIPAL, request.getPrincipal(), request.getExpectedGeneration()),
                request.getPrincipal(),
                request.getKeyId()));
    return KeyRemoveResponse.newBuilder()
        .setChanged(changed.changed())
        .setGeneration(generation(changed, request.getDryRun()))
        .addAllDelta(PolicyMessages.delta(changed))
        .build();
  }

  InviteIssueResponse inviteIssue(InviteIssueRequest request) {
    Tickets.Issued issued =
        invites.issue(
            asked(request.getDryRun()).unsafe(request.getUnsafeAdmin()),
            callerName(),
            new InviteOperations.Invitation(
                request.getGroupsList(), request.hasLifetime() ? lifetime(request.getLifetime()) : null, request.getMaxUses(), request.getLabel()));
    InviteIssueResponse.Builder answer = InviteIssueResponse.newBuilder().setChanged(true).setTicket(ticket(issued.ticket()));
    if (issued.token() != null) {
      answer.setToken(issued.token());
      Admission.CURRENT.get().detail("ticket", issued.ticket().id());
    }
    return answer.build();
  }

  InviteListResponse inviteList(InviteListRequest request) {
    int size = Replies.size(request.getPage());
    List<Ticket> page = invites.list(Replies.after(request.getPage()), size);
    return InviteListResponse.newBuilder()
        .addAllTickets(page.stream().map(this::ticket).toList())
        .setPage(Replies.next(page, size, Ticket::id))
        .build();
  }

  InviteRevokeResponse inviteRevoke(InviteRevokeRequest request) {
    return InviteRevokeResponse.newBuilder().setChanged(invites.revoke(id(request.getId()), request.getDryRun())).build();
  }

  InviteRedeemResponse inviteRedeem(InviteRedeemRequest request) {
    Redeemed redeemed =
        told(
            invites.redeem(
                new Redemption(
                    kernelId, request.getToken(), request.getName(), request.getPublicKey(), request.getSignature(), request.getLabel())));
    return InviteRedeemResponse.newBuilder()
        .setChanged(redeemed.change() != null)
        .setPrincipal(redeemed.principal())
        .setKeyId(redeemed.keyId())
        .build();
  }

  PairDeviceIssueResponse pairDeviceIssue(PairDeviceIssueRequest request) {
    KeyLimit limit = limit(request.getScope());
    Tickets.Issued issued =
        devices.issue(
            asked(request.getDryRun()).unsafe(request.getUnsafeAdmin()),
            callerName(),
            new DeviceOperations.Pairing(
                request.getPrincipal(), request.hasLifetime() ? lifetime(request.getLifetime()) : null, request.getLabel(), limit));
    PairDeviceIssueResponse.Builder answer = PairDeviceIssueResponse.newBuilder().setChanged(true).setTicket(ticket(issued.ticket()));
    if (issued.token() != null) {
      answer.setToken(issued.token());
      Admission.CURRENT.get().detail("ticket", issued.ticket().id());
    }
    return answer.build();
  }

  PairDeviceListResponse pairDeviceList(PairDeviceListRequest request) {
    return PairDeviceListResponse.newBuilder()
        .addAllDevices(devices.devices(request.getPrincipal()).stream().map(PolicyMessages::key).toList())
        .addAllTickets(devices.waiting(request.getPrincipal()).stream().map(this::ticket).toList())
        .build();
  }

  PairDeviceRedeemResponse pairDeviceRedeem(PairDeviceRedeemRequest request) {
    Redeemed redeemed =
        told(
            devices.redeem(
                new Redemption(kernelId, request.getToken(), "", request.getPublicKey(), request.getSignature(), request.getLabel())));
    return PairDeviceRedeemResponse.newBuilder()
        .setChanged(redeemed.change() != null)
        .setPrincipal(redeemed.principal())
        .setKeyId(redeemed.keyId())
        .build();
  }

  PairDeviceRevokeResponse pairDeviceRevoke(PairDeviceRevokeRequest request) {
    boolean changed;
    if (Ids.isId(request.getId())) {
      changed = devices.cancel(request.getPrincipal(), request.getId(), request.getDryRun());
    } else {
      Changed removed = devices.remove(asked(request.getDryRun()), request.getPrincipal(), request.getId());
      changed = removed != null && AdminAdapter.told(removed).changed();
    }
    return PairDeviceRevokeResponse.newBuilder().setChanged(changed).build();
  }

  private static Redeemed told(Redeemed redeemed) {
    Admission.CURRENT.get().detail("ticket", redeemed.ticket().id());
    if (redeemed.change() != null) {
      AdminAdapter.told(redeemed.change());
    }
    return redeemed;
  }

  private TicketInfo ticket(Ticket ticket) {
    TicketInfo.Builder info =
        TicketInfo.newBuilder()
            .setId(ticket.id())
            .setKind(ticket.kind().word())
            .setIssuer(ticket.issuerName())
            .addAllGroups(ticket.gift().groups())
            .setScope(PolicyMessages.scope(ticket.gift().limit()))
            .setLabel(ticket.label())
            .setUsesLeft(ticket.usesLeft())
            .setIssuedAt(Replies.time(ticket.issuedAt()))
            .setExpiresAt(Replies.time(ticket.expiresAt()));
    Profile profile = ticket.gift().principal() == null ? null : changes.current().profile(ticket.gift().principal());
    if (profile != null) {
      info.setPrincipal(profile.name());
    }
    return info.build();
  }

  private static String id(String text) {
    if (!Ids.isId(text)) {
      throw KernelException.invalid("id", "is no id of a ticket");
    }
    return text;
  }

  private static java.time.Duration lifetime(Duration given) {
    if (!Durations.isValid(given)) {
      throw KernelException.invalid("lifetime", "is no duration");
    }
    return java.time.Duration.ofSeconds(given.getSeconds(), given.getNanos());
  }

  private static KeyLimit limit(KeyScope scope) {
    return new KeyLimit(patterns("scope.allow", scope.getAllowList()), patterns("scope.deny", scope.getDenyList()));
  }

  private static List<CapabilityPattern> patterns(String field, List<String> texts) {
    if (texts.size() > MAX_PATTERNS) {
      throw KernelException.invalid(field, "at most " + MAX_PATTERNS + " patterns");
    }
    List<CapabilityPattern> patterns = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      try {
        patterns.add(CapabilityPattern.parse(texts.get(i)));
      } catch (InvalidPatternException e) {
        throw KernelException.invalid(field + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    return List.copyOf(patterns);
  }
}
