package dev.reeve.cli.approval;

import dev.reeve.cli.output.Printable;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.evidence.approval.FrozenQuestion;
import dev.reeve.v1.Approval;
import dev.reeve.v1.Danger;
import dev.reeve.v1.Question;
import dev.reeve.v1.QuestionKind;

/**
 * A question whose fields, as they are shown, are those that were frozen: their digest, computed here, is the one the kernel tells.
 *
 * @param frozen what is digested
 */
public record ShownQuestion(Approval approval, FrozenQuestion frozen) {

  /** @throws ReeveException when the kernel's digest is another, or the question has what this program cannot show */
  public static ShownQuestion of(Approval approval) {
    Question question = approval.getQuestion();
    if (unknown(question.getKind()) || unknown(question.getDanger())) {
      throw untrusted("approval " + approval.getId() + " has a kind or a danger that this program does not know", "use the kernel's own version of it");
    }
    FrozenQuestion frozen =
        new FrozenQuestion(
            question.getKernelId(),
            ApprovalViews.kind(question),
            question.getAsker(),
            question.getAskerId(),
            question.getRun(),
            question.getCapabilitiesList(),
            ApprovalViews.danger(question),
            question.getNeeds(),
            question.getDescription(),
            question.getArguments(),
            question.getDetailsList());
    if (!frozen.digest().equals(approval.getDigest())) {
      throw untrusted(
          "approval " + approval.getId() + " is NOT what was asked: its fields have the digest " + frozen.digest() + ", the kernel tells "
              + approval.getDigest() + "; nothing was signed",
          "do not answer it; find out what stands between this program and the kernel");
    }
    return new ShownQuestion(approval, frozen);
  }

  private static boolean unknown(QuestionKind kind) {
    return kind == QuestionKind.UNRECOGNIZED || kind == QuestionKind.QUESTION_KIND_UNSPECIFIED;
  }

  private static boolean unknown(Danger danger) {
    return danger == Danger.UNRECOGNIZED || danger == Danger.DANGER_UNSPECIFIED;
  }

  static ReeveException untrusted(String message, String remedy) {
    return ReeveException.local(LocalError.UNTRUSTED, Printable.line(message), remedy);
  }
}
