package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Pages;
import dev.reeve.cli.toml.TomlDocument;
import dev.reeve.v1.AgentFilter;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.Choice;
import dev.reeve.v1.FileProblem;
import dev.reeve.v1.PrincipalInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Policy files that do not hold as they stand: as the kernel says, or, without one, as far as they can be read as TOML. */
final class PolicyFiles {

  private static final int MOST = 1_000;
  private static final String CORRECT = "correct the file; the kernel reads it again by itself";

  private PolicyFiles() {}

  static void look(Examination subject, Report to) throws IOException {
    Examination.Kernel kernel = subject.kernel();
    if (kernel == null) {
      texts(subject.etc(), to);
      return;
    }
    Set<String> told = new HashSet<>();
    for (FileProblem problem : kernel.status().getFileProblemsList()) {
      problem.getProblemsList().forEach(why -> ignored(problem, why, told, to));
    }
    denied(kernel, told, to);
    if (to.empty()) {
      if (kernel.tells()) {
        to.ok("all are in force as they stand");
      } else {
        to.skipped(KernelState.NOT_TOLD, KernelState.AS_OPERATOR);
      }
    }
  }

  private static void ignored(FileProblem problem, String why, Set<String> told, Report to) {
    String inForce = problem.getInForce().isEmpty() ? "" : "; what holds: " + problem.getInForce();
    told.add(why);
    to.fail((why.contains(problem.getPath()) ? "ignored: " : problem.getPath() + " is ignored: ") + why + inForce, CORRECT);
  }

  /** Principals with a problem that no file was told for; a thousand of them are enough to begin with. */
  private static void denied(Examination.Kernel kernel, Set<String> told, Report to) {
    AgentFilter broken = AgentFilter.newBuilder().setBroken(Choice.CHOICE_YES).build();
    List<PrincipalInfo> principals =
        Pages.first(
            MOST,
            page -> {
              AgentListResponse answer = kernel.client().admin().agentList(AgentListRequest.newBuilder().setPage(page).setFilter(broken).build());
              return new Pages.Page<>(answer.getPrincipalsList(), answer.getPage());
            });
    for (PrincipalInfo principal : principals) {
      String problem = principal.getProblem();
      if (!problem.isEmpty() && told.stream().noneMatch(why -> why.contains(problem) || problem.contains(why))) {
        to.fail(principal.getName() + ": " + problem, "correct its profile; the kernel reads it again by itself");
      }
    }
  }

  private static void texts(Path etc, Report to) throws IOException {
    int read = 0;
    for (Path file : PolicyText.all(etc)) {
      try {
        List<TomlDocument.Problem> problems = PolicyText.read(file).map(TomlDocument::problems).orElse(List.of());
        problems.forEach(problem -> to.fail(file + ": " + problem, "correct the file before a kernel starts"));
        read += problems.isEmpty() ? 1 : 0;
      } catch (IOException unreadable) {
        to.unreadable(file.toString());
      }
    }
    if (to.empty()) {
      to.ok(read == 0 ? "there are none yet" : read + " files can be read; whether all they say is known only a kernel can tell");
    }
  }
}
