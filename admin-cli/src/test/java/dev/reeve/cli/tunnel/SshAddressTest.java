package dev.reeve.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SshAddressTest {

  @Test
  void eachPartIsTakenAndTheRestIsLeftToSsh() {
    assertThat(SshAddress.parse("ssh://lab")).isEqualTo(new SshAddress("", "lab", 0, "/run/reeve/kernel.sock"));
    assertThat(SshAddress.parse("ssh://lab/")).hasToString("ssh://lab/run/reeve/kernel.sock");
    assertThat(SshAddress.parse("ssh://ops@lab.example:2222/home/ops/.reeve/run/kernel.sock"))
        .isEqualTo(new SshAddress("ops", "lab.example", 2222, "/home/ops/.reeve/run/kernel.sock"));
    assertThat(SshAddress.parse("ssh://a.b+c-d@[fe80::1]:22")).isEqualTo(new SshAddress("a.b+c-d", "fe80::1", 22, "/run/reeve/kernel.sock"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssh://lab", "ssh://ops@lab_1:22/a/b.sock", "ssh://[::1]/x"})
  void anAddressIsWrittenAsItIsRead(String text) {
    assertThat(SshAddress.parse(SshAddress.parse(text).toString())).isEqualTo(SshAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "lab", "SSH://lab", "http://lab", "ssh://", "ssh:///run/x", "ssh://-oProxyCommand=touch", "ssh://-l@lab", "ssh://@lab", "ssh://a@b@lab",
        "ssh://la b", "ssh://lab\n", "ssh://lab\u0000", "ssh://lab\u001b[31m", "ssh://l\u00e4b", "ssh://lab;id", "ssh://$(id)", "ssh://`id`", "ssh://lab%h",
        "ssh://lab:", "ssh://lab:0", "ssh://lab:65536", "ssh://lab:22x", "ssh://lab:-1", "ssh://::1", "ssh://[::1", "ssh://[lab]", "ssh://[-o::]",
        "ssh://lab/a:b", "ssh://lab/a b", "ssh://lab/%h", "ssh://lab/${HOME}", "ssh://lab/a/", "ssh://lab?x", "ssh://lab#x", "ssh://lab/a\\b",
        "ssh://o$s@lab", "ssh://../lab"
      })
  void whatCouldMeanSomethingElseIsRefused(String text) {
    assertThatThrownBy(() -> SshAddress.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + text + "'");
  }

  @Test
  void longAddressesAndSocketsAreRefused() {
    assertThat(SshAddress.parse("ssh://lab/" + "a".repeat(106)).socket()).hasSize(107);
    assertThatThrownBy(() -> SshAddress.parse("ssh://lab/" + "a".repeat(107))).hasMessageContaining("at most 107 bytes");
    assertThatThrownBy(() -> SshAddress.parse("ssh://" + "a".repeat(600))).hasMessageContaining("not of the form");
  }
}
