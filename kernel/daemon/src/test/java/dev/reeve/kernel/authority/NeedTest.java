package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NeedTest {

  @Test
  void aSelfFormIsReadAsThePair() {
    Need need = Need.of(Capability.parse("self:run:start@ci-bot"));
    assertThat(need).isEqualTo(Need.ofSelf(Capability.parse("run:start@ci-bot")));
    assertThat(need.words()).isEqualTo("self:run:start@ci-bot or run:start@ci-bot");
    assertThat(Need.of(Capability.parse("self")).selfForm()).isNull();
  }

  @Test
  void refusesAnotherCapabilityAsSelfForm() {
    assertThatThrownBy(() -> new Need(Capability.parse("quota:set"), Capability.parse("self:quota:get")))
        .hasMessage("'self:quota:get' is not the self form of 'quota:set'");
    assertThatThrownBy(() -> new Need(Capability.parse("run:start@a"), Capability.parse("self:run:start@b")))
        .hasMessage("'self:run:start@b' is not the self form of 'run:start@a'");
  }

  @Test
  void aCapabilityIsConcrete() {
    assertThatThrownBy(() -> new Capability("agent:*", null))
        .hasMessage("segment 2 of 'agent:*' is '*'; a pattern cannot stand where one capability is asked for");
    assertThatThrownBy(() -> Capability.parse("*")).isInstanceOf(InvalidPatternException.class);
    assertThatThrownBy(() -> Capability.parse("a:b@")).hasMessage("the resource after '@' is empty");
    Capability capability = Capability.parse("fs:read@/srv/a@b");
    assertThat(capability.action()).isEqualTo("fs:read");
    assertThat(capability.resource()).isEqualTo("/srv/a@b");
    assertThat(capability).isEqualTo(new Capability("fs:read", "/srv/a@b")).hasToString("fs:read@/srv/a@b");
    assertThat(capability).isNotEqualTo(new Capability("fs:read", null));
  }
}
