package dev.reeve.cli.approval;

import dev.reeve.v1.Approval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Every way a question is shown, for tests elsewhere. */
public final class CardText {

  private CardText() {}

  public static List<String> of(Approval approval) {
    List<String> lines = new ArrayList<>(Card.lines(approval, Instant.EPOCH, 80, false));
    lines.addAll(Card.lines(approval, Instant.EPOCH, 40, true));
    lines.addAll(Card.brief(approval, Instant.EPOCH, 60));
    return lines;
  }
}
