package dev.reeve.cli.approval;

import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.Printable;
import dev.reeve.client.ApprovalWord;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalRule;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.GetApprovalRequest;
import dev.reeve.v1.ListApprovalRulesRequest;
import dev.reeve.v1.ListApprovalRulesResponse;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListApprovalsResponse;
import java.util.List;
import java.util.stream.Collectors;

/** Approvals and rules as the kernel tells them to the caller. */
record Lookup(KernelClient client) {

  /** In place of an id: the one that waits. */
  static final String LATEST = "latest";

  /** Arguments of a question may have 256 KiB, and a message 8 MiB. */
  private static final int A_PAGE = 24;

  private static final int MOST_RULES = 100_000;
  private static final int MOST_NAMED = 20;

  /**
   * The approval of an id, or the one that waits.
   *
   * @throws ReeveException when it is not what the kernel says was asked, or {@code latest} could be none or several
   */
  ShownQuestion question(String word) {
    String id = word.equals(LATEST) ? only().getId() : ApprovalWord.read(word);
    return ShownQuestion.of(get(id));
  }

  Approval get(String id) {
    return client.approvals().get(GetApprovalRequest.newBuilder().setApproval(id).build()).getApproval();
  }

  private Approval only() {
    List<Approval> pending =
        list(MOST_NAMED + 1, ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_PENDING).build());
    if (pending.isEmpty()) {
      throw ReeveException.local(LocalError.NOT_FOUND, "no approval waits for an answer", "see 'reeve approval list --all'");
    }
    if (pending.size() > 1) {
      String named =
          pending.stream().limit(MOST_NAMED).map(each -> each.getId() + " (" + Printable.line(each.getQuestion().getDescription()) + ")").collect(Collectors.joining(", "));
      throw ReeveException.usage("more than one approval waits: " + named + (pending.size() > MOST_NAMED ? ", …" : ""), "give the id of one");
    }
    return pending.getFirst();
  }

  List<Approval> list(int limit, ListApprovalsRequest wanted) {
    return Pages.first(
        limit,
        A_PAGE,
        page -> {
          ListApprovalsResponse answer = client.approvals().list(wanted.toBuilder().setPage(page).build());
          return new Pages.Page<>(answer.getApprovalsList(), answer.getPage());
        });
  }

  List<ApprovalRule> rules(int limit, String principal) {
    return Pages.first(
        limit,
        page -> {
          ListApprovalRulesResponse answer =
              client.approvals().ruleList(ListApprovalRulesRequest.newBuilder().setPage(page).setPrincipal(principal).build());
          return new Pages.Page<>(answer.getRulesList(), answer.getPage());
        });
  }

  /** @throws ReeveException when there is none that the caller may see */
  ApprovalRule rule(String id) {
    String wanted = ApprovalWord.rule(id);
    return rules(MOST_RULES, "").stream()
        .filter(rule -> rule.getId().equals(wanted))
        .findFirst()
        .orElseThrow(() -> ReeveException.local(LocalError.NOT_FOUND, "no rule has the id " + wanted, "see 'reeve approval rule list'"));
  }
}
