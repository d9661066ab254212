package dev.reeve.kernel.disk;

import dev.reeve.kernel.edge.Client;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentDeleteRequest;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentEnableRequest;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.AgentServiceGrpc;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.DeployRequest;
import dev.reeve.v1.GroupCreateRequest;
import dev.reeve.v1.GroupDeleteRequest;
import dev.reeve.v1.GroupModifyRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteRevokeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** A client that changes things of its own, one after the other, and knows what they must be. Its things' names begin with its own. */
final class Tenant implements Callable<List<Deed>> {

  private static final int MOST = 8;

  private final Path socket;
  private final String administrator;
  private final Path log;
  private final String name;
  private final int changes;
  private final Random random;
  private final List<Deed> deeds = new ArrayList<>();
  private final SortedMap<String, Principal> principals = new TreeMap<>();
  private final SortedMap<String, Group> groups = new TreeMap<>();
  private final SortedMap<String, String> invites = new TreeMap<>();
  private final SortedMap<String, Integer> deployed = new TreeMap<>();
  private int number;

  private static final class Principal {
    private boolean enabled = true;
    private final SortedSet<String> groups = new TreeSet<>();
    private final SortedSet<String> grants = new TreeSet<>();
    private final SortedSet<String> revokes = new TreeSet<>();
  }

  private static final class Group {
    private final SortedSet<String> capabilities = new TreeSet<>();
    private String description = "";
  }

  /** A change that answers whether the kernel says that something changed. */
  private interface Change {
    boolean ask(AdminServiceGrpc.AdminServiceBlockingStub admin, AgentServiceGrpc.AgentServiceBlockingStub agents);
  }

  /** Asks for so many changes at a socket as an administrator, while the disk's calls go to a log. */
  Tenant(Path socket, String administrator, Path log, String name, int changes) {
    this.socket = socket;
    this.administrator = administrator;
    this.log = log;
    this.name = name;
    this.changes = changes;
    this.random = new Random(name.hashCode());
  }

  @Override
  public List<Deed> call() throws IOException {
    try (Client client = new Client(socket)) {
      for (int i = 0; i < changes; i++) {
        next(client);
      }
    }
    return deeds;
  }

  private void next(Client client) throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1 -> createPrincipal(client);
      case 2 -> createGroup(client);
      case 3 -> modifyGroup(client);
      case 4, 5 -> join(client);
      case 6 -> endGroup(client);
      case 7 -> invite(client);
      case 8 -> deploy(client);
      case 9 -> revoke(client);
      case 10 -> endPrincipal(client);
      default -> grant(client);
    }
  }

  private void done(Client client, String what, Change change) throws IOException {
    String requestId = name + "-" + number++;
    long begun = Files.size(log);
    var channel = Calls.named(client.as(administrator), requestId);
    boolean changed = change.ask(AdminServiceGrpc.newBlockingStub(channel), AgentServiceGrpc.newBlockingStub(channel));
    long answered = Files.size(log);
    if (!changed) {
      throw new IllegalStateException(what + " changed nothing");
    }
    deeds.add(new Deed(requestId, what, begun, answered, facts()));
  }

  /** What the kernel must say of this client's things; {@link #done} is given the facts after the change, so they change first. */
  private SortedMap<String, String> facts() {
    SortedMap<String, String> facts = new TreeMap<>();
    principals.forEach((each, of) -> facts.put("principal " + each, Facts.principal(of.enabled, of.groups, of.grants, of.revokes)));
    groups.forEach((each, of) -> facts.put("group " + each, Facts.group(of.capabilities, of.description)));
    invites.forEach((label, id) -> facts.put("invite " + label, "for [agent]"));
    deployed.forEach((each, version) -> facts.put("agent " + each, "1.0." + version + " revision 1"));
    return facts;
  }

  private String one(SortedMap<String, ?> of) {
    return List.copyOf(of.keySet()).get(random.nextInt(of.size()));
  }

  private void createPrincipal(Client client) throws IOException {
    if (principals.size() >= MOST) {
      endPrincipal(client);
      return;
    }
    String fresh = name + "-p" + number;
    Principal made = new Principal();
    made.groups.add(groups.isEmpty() ? "agent" : one(groups));
    made.grants.add("x:p" + random.nextInt(4));
    principals.put(fresh, made);
    done(client, "AgentCreate " + fresh, (admin, _) ->
        admin.agentCreate(AgentCreateRequest.newBuilder().setName(fresh).addAllGroups(made.groups).addAllGrants(made.grants).build()).getChanged());
  }

  private void endPrincipal(Client client) throws IOException {
    if (principals.isEmpty()) {
      createPrincipal(client);
      return;
    }
    String which = one(principals);
    Principal of = of(which);
    if (deployed.containsKey(which) || principals.size() < MOST / 2) {
      of.enabled = !of.enabled;
      done(client, (of.enabled ? "AgentEnable " : "AgentDisable ") + which, (admin, _) ->
          of.enabled
              ? admin.agentEnable(AgentEnableRequest.newBuilder().setPrincipal(which).build()).getChanged()
              : admin.agentDisable(AgentDisableRequest.newBuilder().setPrincipal(which).build()).getChanged());
      return;
    }
    principals.remove(which);
    done(client, "AgentDelete " + which, (admin, _) -> admin.agentDelete(AgentDeleteRequest.newBuilder().setPrincipal(which).build()).getChanged());
  }

  private Principal of(String principal) {
    Principal found = principals.get(principal);
    if (found == null) {
      throw new IllegalStateException("no principal " + principal);
    }
    return found;
  }

  private Group in(String group) {
    Group found = groups.get(group);
    if (found == null) {
      throw new IllegalStateException("no group " + group);
    }
    return found;
  }

  private void createGroup(Client client) throws IOException {
    if (groups.size() >= MOST / 2) {
      endGroup(client);
      return;
    }
    String fresh = name + "-g" + number;
    Group made = new Group();
    made.capabilities.add("x:g" + random.nextInt(4));
    groups.put(fresh, made);
    done(client, "GroupCreate " + fresh, (admin, _) ->
        admin.groupCreate(GroupCreateRequest.newBuilder().setName(fresh).addAllCapabilities(made.capabilities).build()).getChanged());
  }

  private void modifyGroup(Client client) throws IOException {
    if (groups.isEmpty()) {
      createGroup(client);
      return;
    }
    String which = one(groups);
    in(which).description = "change " + number;
    done(client, "GroupModify " + which, (admin, _) ->
        admin.groupModify(GroupModifyRequest.newBuilder().setGroup(which).setDescription(in(which).description).build()).getChanged());
  }

  private void join(Client client) throws IOException {
    if (groups.isEmpty() || principals.isEmpty()) {
      createGroup(client);
      return;
    }
    String which = one(principals);
    String group = one(groups);
    boolean joins = of(which).groups.add(group);
    if (!joins) {
      of(which).groups.remove(group);
    }
    AgentModifyRequest.Builder request = AgentModifyRequest.newBuilder().setPrincipal(which);
    AgentModifyRequest asked = joins ? request.addAddGroups(group).build() : request.addRemoveGroups(group).build();
    done(client, "AgentModify " + which, (admin, _) -> admin.agentModify(asked).getChanged());
  }

  private void endGroup(Client client) throws IOException {
    if (groups.isEmpty()) {
      createGroup(client);
      return;
    }
    String which = one(groups);
    groups.remove(which);
    long members = principals.values().stream().filter(each -> each.groups.remove(which)).count();
    done(client, "GroupDelete " + which + " of " + members, (admin, _) ->
        admin.groupDelete(GroupDeleteRequest.newBuilder().setGroup(which).setCascade(true).build()).getChanged());
  }

  private void invite(Client client) throws IOException {
    if (invites.size() >= MOST) {
      String label = one(invites);
      String id = String.valueOf(invites.remove(label));
      done(client, "InviteRevoke " + label, (admin, _) -> admin.inviteRevoke(InviteRevokeRequest.newBuilder().setId(id).build()).getChanged());
      return;
    }
    String label = name + "-i" + number;
    invites.put(label, "");
    done(client, "InviteIssue " + label, (admin, _) -> {
      var issued = admin.inviteIssue(InviteIssueRequest.newBuilder().setLabel(label).build());
      invites.put(label, issued.getTicket().getId());
      return issued.getChanged();
    });
  }

  private void deploy(Client client) throws IOException {
    if (principals.isEmpty()) {
      createPrincipal(client);
      return;
    }
    String which = deployed.size() < MOST / 2 ? one(principals) : one(deployed);
    deployed.put(which, number);
    done(client, "Deploy " + which, (_, agents) ->
        agents.deploy(DeployRequest.newBuilder().setAgent(which).setManifest(manifest(which, "1.0." + deployed.get(which))).build()).getChanged());
  }

  /** A manifest for the guest capsule's runtime. */
  static String manifest(String agent, String version) {
    return "apiVersion: reeve.dev/v1\nkind: Agent\nmetadata: { name: " + agent + ", version: " + version + " }\nspec:\n  runtime: { name: guest }\n";
  }

  private void grant(Client client) throws IOException {
    if (principals.isEmpty()) {
      createPrincipal(client);
      return;
    }
    String which = one(principals);
    String capability = "x:p" + random.nextInt(4);
    if (of(which).grants.add(capability)) {
      done(client, "CapsGrant " + which, (admin, _) ->
          admin.capsGrant(CapsGrantRequest.newBuilder().setPrincipal(which).addCapabilities(capability).build()).getChanged());
    } else {
      of(which).grants.remove(capability);
      done(client, "CapsUngrant " + which, (admin, _) ->
          admin.capsUngrant(CapsUngrantRequest.newBuilder().setPrincipal(which).addCapabilities(capability).build()).getChanged());
    }
  }

  private void revoke(Client client) throws IOException {
    if (principals.isEmpty()) {
      createPrincipal(client);
      return;
    }
    String which = one(principals);
    String capability = "x:p" + random.nextInt(4);
    if (of(which).revokes.add(capability)) {
      done(client, "CapsRevoke " + which, (admin, _) ->
          admin.capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal(which).addCapabilities(capability).build()).getChanged());
    } else {
      of(which).revokes.remove(capability);
      done(client, "CapsUnrevoke " + which, (admin, _) ->
          admin.capsUnrevoke(CapsUnrevokeRequest.newBuilder().setPrincipal(which).addCapabilities(capability).build()).getChanged());
    }
  }
}
