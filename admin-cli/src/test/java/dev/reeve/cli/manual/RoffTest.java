package dev.reeve.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoffTest {

  @Test
  void textIsNeverARequestOrAnEscape() {
    assertThat(Roff.text(".SH no")).isEqualTo("\\&.SH no");
    assertThat(Roff.text("'quoted'")).isEqualTo("\\&\\(aqquoted\\(aq");
    assertThat(Roff.text("a\\fB-x ~`^")).isEqualTo("a\\efB\\-x \\(ti\\(ga\\(ha");
    assertThat(Roff.text("")).isEqualTo("\\&");
    assertThat(Roff.text("one\n.two")).isEqualTo("one .two");
    assertThat(Roff.text("NAME… 🙂")).isEqualTo("NAME\\[u2026] \\[u1F642]");
  }

  @Test
  void aPageHasItsNameAndEachBlock() {
    String page =
        Roff.page(
            "reeve-x", 1, "runs \"it\"", "Reeve 1",
            List.of(
                new Block.Heading("Options"),
                new Block.Term("--to DIR", ""),
                new Block.Paragraph("what"),
                new Block.Literal(List.of("$ a", "", "b"))));
    assertThat(page)
        .isEqualTo(
            """
            .TH "REEVE\\-X" 1 "" "Reeve 1" "Reeve manual"
            .SH NAME
            reeve\\-x \\- runs "it"
            .SH "OPTIONS"
            .TP
            \\fB\\-\\-to DIR\\fR
            \\&
            .PP
            what
            .PP
            .RS 4
            .nf
            $ a
            \\&
            b
            .fi
            .RE
            """);
  }
}
