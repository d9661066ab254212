package dev.reeve.cli.doctor;

import dev.reeve.cli.call.Pages;
import dev.reeve.v1.WhoCanRequest;
import dev.reeve.v1.WhoCanResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who could answer a question: answers are signed, so the right to answer is worth nothing without a key. */
final class Answerers {

  private static final String RESPOND = "approval:respond";
  private static final int MOST = 100_000;
  private static final String REMEDY = "have one of them type 'reeve key generate FILE', and add it with 'reeve key add'";

  private Answerers() {}

  static void look(Examination subject, Report to) throws IOException {
    Examination.Kernel kernel = subject.kernel();
    PolicyNames names = kernel == null ? PolicyNames.of(subject.etc(), to) : PolicyNames.of(kernel);
    List<PolicyNames.Person> signers = names.people().stream().filter(person -> person.enabled() && person.keys() > 0).toList();
    if (names.people().isEmpty()) {
      to.skipped("there is nobody yet", "");
    } else if (kernel != null) {
      Set<String> holders = holders(kernel);
      signers = signers.stream().filter(person -> holders.contains(PolicyNames.key(person.name()))).toList();
      may(signers, subject.here() ? AnsweringText.read(subject.etc(), to) : List.of(), to);
    } else if (signers.isEmpty()) {
      to.warn("nobody has a key: every question expires unanswered", REMEDY);
    } else {
      to.ok(signers.size() + " of " + names.people().size() + " principals have a key; who of them may answer only a kernel can tell");
    }
  }

  private static Set<String> holders(Examination.Kernel kernel) {
    return new HashSet<>(
        Pages.first(
            MOST,
            page -> {
              WhoCanResponse answer =
                  kernel.client().policy().whoCan(WhoCanRequest.newBuilder().setCapability(RESPOND).setPage(page).build());
              return new Pages.Page<>(
                  answer.getHoldersList().stream().map(holder -> PolicyNames.key(holder.getPrincipal())).toList(), answer.getPage());
            }));
  }

  /** @param signers who hold the right and have a key */
  private static void may(List<PolicyNames.Person> signers, List<AnsweringText> tables, Report to) {
    if (signers.isEmpty()) {
      to.warn("nobody who holds " + RESPOND + " has a key: every question expires unanswered", REMEDY);
      return;
    }
    for (AnsweringText table : tables) {
      boolean some = signers.stream().anyMatch(person -> PolicyNames.includes(table.answerers(), person));
      boolean late = !table.late().isEmpty() && signers.stream().anyMatch(person -> PolicyNames.includes(table.late(), person));
      if (!some && !late) {
        to.warn(
            "etc/approvals.toml, " + table.place() + ": none of its answerers holds " + RESPOND + " and has a key: what it asks for expires unanswered",
            REMEDY);
      }
    }
    if (to.empty()) {
      to.ok(String.join(", ", signers.stream().map(PolicyNames.Person::name).toList()) + " may answer, and can sign");
    }
  }
}
