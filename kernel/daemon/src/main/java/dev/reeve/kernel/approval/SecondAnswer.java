package dev.reeve.kernel.approval;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.List;
import java.util.Objects;

/** When a further yes counts beside those before it: of somebody else, with another key, from another user, and saying the same. */
final class SecondAnswer {

  private SecondAnswer() {}

  /** ABORTED where it says something else; PERMISSION_DENIED where it is the same person's. A no always counts. */
  static void require(List<Answer> before, Answer answer) {
    if (answer.word() == AnswerWord.DENY) {
      return;
    }
    for (Answer other : before) {
      boolean sameUser = other.uid() != null && other.uid().equals(answer.uid());
      if (other.principal().equals(answer.principal()) || other.keyId().equals(answer.keyId()) || sameUser) {
        throw new KernelException(
            ErrorCode.ERROR_CODE_PERMISSION_DENIED, "two people have to answer: another principal, with another key, from another user");
      }
      if (other.word() != answer.word() || !Objects.equals(other.rule(), answer.rule())) {
        throw new KernelException(
            ErrorCode.ERROR_CODE_ABORTED, "the first answer was " + other.word() + (other.rule() == null ? "" : " with another rule")
                + ": say the same, or deny");
      }
    }
  }
}
