package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Pages;
import dev.reeve.cli.host.SystemUser;
import dev.reeve.v1.Agent;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListAgentsResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Names that name nobody: harmless, until somebody takes one. */
final class Dangling {

  private static final int MOST = 100_000;

  private Dangling() {}

  static void look(Examination subject, Report to) throws IOException, InterruptedException {
    Examination.Kernel kernel = subject.kernel();
    PolicyNames names = kernel == null ? PolicyNames.of(subject.etc(), to) : PolicyNames.of(kernel);
    groups(names, to);
    if (subject.here()) {
      users(names, to);
      approvals(AnsweringText.read(subject.etc(), to), names, to);
    }
    if (kernel != null) {
      owners(kernel, names, to);
    }
    if (to.empty()) {
      to.ok(names.people().size() + " principals, " + names.groups().size() + " groups: every name names somebody");
    }
  }

  private static void groups(PolicyNames names, Report to) {
    for (PolicyNames.Person person : names.people()) {
      for (String group : person.groups()) {
        if (!names.group(group)) {
          to.warn(
              person.name() + " is in the group '" + group + "', which is not there",
              "'reeve agent modify " + person.name() + " --remove-group " + group + "', or make the group");
        }
      }
    }
  }

  private static void users(PolicyNames names, Report to) throws IOException, InterruptedException {
    Set<Long> all = new TreeSet<>();
    names.people().forEach(person -> all.addAll(person.uids()));
    Set<Long> unknown = SystemUser.unknown(all);
    for (PolicyNames.Person person : names.people()) {
      for (Long uid : person.uids()) {
        if (unknown.contains(uid)) {
          to.warn(
              "processes of user " + uid + " are " + person.name() + ", but this host has no such user: whoever gets the number next is",
              "'reeve agent modify " + person.name() + " --remove-uid " + uid + "'");
        }
      }
    }
  }

  private static void approvals(List<AnsweringText> tables, PolicyNames names, Report to) {
    for (AnsweringText table : tables) {
      String place = "etc/approvals.toml, " + table.place() + ": ";
      String remedy = "correct the name, or make who is meant";
      table.answerers().stream().filter(name -> !names.answerer(name)).forEach(name -> to.warn(place + "answerer '" + name + "' names nobody", remedy));
      table.late().stream().filter(name -> !names.answerer(name)).forEach(name -> to.warn(place + "escalate_to '" + name + "' names nobody", remedy));
      table.people().stream().filter(name -> !names.person(name)).forEach(name -> to.warn(place + "there is no principal '" + name + "'", remedy));
      table.groups().stream().filter(name -> !names.group(name)).forEach(name -> to.warn(place + "there is no group '" + name + "'", remedy));
    }
  }

  private static void owners(Examination.Kernel kernel, PolicyNames names, Report to) {
    List<Agent> agents =
        Pages.first(
            MOST,
            page -> {
              ListAgentsResponse answer = kernel.client().agents().list(ListAgentsRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getAgentsList(), answer.getPage());
            });
    for (Agent agent : agents) {
      if (!agent.getOwner().isEmpty() && !names.person(agent.getOwner())) {
        to.warn(
            "the agent " + agent.getName() + " belongs to " + agent.getOwner() + ", who is gone",
            "'reeve agent delete " + agent.getName() + "' and deploy it anew as somebody else, or keep it");
      }
      if (!names.person(agent.getName())) {
        to.warn("the agent " + agent.getName() + " is no principal any more: its runs are denied everything",
            "'reeve agent create " + agent.getName() + "', or delete it");
      }
    }
  }
}
