package dev.reeve.cli.approval;

import dev.reeve.cli.output.Extent;
import dev.reeve.cli.output.JsonText;
import dev.reeve.cli.output.Printable;
import dev.reeve.cli.output.Words;
import dev.reeve.v1.Approval;
import dev.reeve.v1.ApprovalAnswer;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A question as a person reads it before answering: every field of it whole, nothing in it able to drive a terminal or to pose as a label. */
public final class Card {

  private static final String DIFF = "diff ";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String CYAN = "\u001b[36m";

  private Card() {}

  /**
   * All of it.
   *
   * @param now what its expiry is told from
   * @param columns of the terminal; longer values go on in the next line
   * @param coloured whether lines of a diff are
   */
  public static List<String> lines(Approval approval, Instant now, int columns, boolean coloured) {
    Question question = approval.getQuestion();
    Block block = new Block(columns);
    block.add("approval", Printable.line(approval.getId()));
    if (approval.getState() != ApprovalState.APPROVAL_STATE_PENDING) {
      String reason = approval.getReason().isEmpty() ? "" : ": " + approval.getReason();
      block.add("state", Printable.line(ApprovalViews.state(approval) + reason));
    }
    block.add("asks", Printable.line(question.getAsker() + " (" + question.getAskerId() + ")"));
    if (!question.getRun().isEmpty()) {
      block.add("run", Printable.line(question.getRun()));
    }
    block.add("for", Printable.line(question.getDescription()));
    block.add("kind", ApprovalViews.kind(question));
    block.add("allows", question.getCapabilitiesList().stream().map(Printable::line).toList());
    block.add("arguments", JsonText.lines(question.getArguments()));
    details(question.getDetailsList(), block, coloured ? Card::colour : plain -> "");
    block.add("why", Printable.line(approval.getWhy()));
    block.add("danger", ApprovalViews.danger(question));
    block.add("answers", answers(approval));
    String moment = Words.time(approval.getExpiresAt());
    block.add("expires", Words.fromNow(approval.getExpiresAt(), now) + (moment.isEmpty() ? "" : " (" + moment + ")"));
    block.add("kernel", Printable.line(question.getKernelId()));
    block.add("digest", Printable.line(approval.getDigest()));
    return block.lines();
  }

  /** In short, with how to answer; each line cut at the columns. */
  public static List<String> brief(Approval approval, Instant now, int columns) {
    Question question = approval.getQuestion();
    String run = question.getRun().isEmpty() ? "" : " (run " + question.getRun() + ")";
    String arguments = String.join(" ", JsonText.lines(question.getArguments()).stream().map(String::strip).toList());
    return List.of(
            "approval " + approval.getId() + ", " + ApprovalViews.danger(question) + ", expires " + Words.fromNow(approval.getExpiresAt(), now),
            "  " + question.getAsker() + run + " asks for: " + question.getDescription(),
            "  arguments " + arguments,
            "  see it whole: approval show ID; answer it: approval approve|deny ID")
        .stream()
        .map(line -> Extent.cut(Printable.line(line), columns))
        .toList();
  }

  /** Runs of lines of the same sort under one label, in the order they are frozen in. */
  private static void details(List<String> details, Block block, UnaryOperator<String> colour) {
    List<String> same = new ArrayList<>();
    for (int at = 0; at < details.size(); at++) {
      boolean diff = details.get(at).startsWith(DIFF);
      same.add(Printable.line(diff ? details.get(at).substring(DIFF.length()) : details.get(at)));
      if (at + 1 == details.size() || details.get(at + 1).startsWith(DIFF) != diff) {
        block.add(diff ? "diff" : "detail", same, diff ? colour : plain -> "");
        same.clear();
      }
    }
  }

  private static String colour(String diff) {
    return diff.startsWith("+") ? GREEN : diff.startsWith("-") ? RED : diff.startsWith("@@") ? CYAN : "";
  }

  private static List<String> answers(Approval approval) {
    List<String> lines = new ArrayList<>();
    int needs = approval.getQuestion().getNeeds();
    lines.add(approval.getAnswersCount() + " so far; " + (needs == 1 ? "1 person has" : needs + " people have") + " to say yes");
    approval.getAnswersList().forEach(answer -> lines.add(Printable.line(words(answer))));
    return lines;
  }

  private static String words(ApprovalAnswer answer) {
    String reason = answer.getReason().isEmpty() ? "" : ": " + answer.getReason();
    return answer.getPrincipal() + " said " + ApprovalViews.decision(answer.getDecision()) + reason;
  }
}
