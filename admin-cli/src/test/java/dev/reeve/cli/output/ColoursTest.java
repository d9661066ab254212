package dev.reeve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When output is coloured. */
class ColoursTest {

  @ParameterizedTest
  @CsvSource({
    "'',true,true", "'',false,false", "NO_COLOR=1,true,false", "NO_COLOR=,true,true", "NO_COLOR=1 CLICOLOR_FORCE=1,true,false",
    "CLICOLOR_FORCE=1,false,true", "CLICOLOR_FORCE=0,false,false", "CLICOLOR_FORCE=0,true,true", "CLICOLOR=0,true,false",
    "CLICOLOR=0 CLICOLOR_FORCE=1,true,true", "TERM=dumb,true,false", "TERM=xterm CLICOLOR=1,true,true", "CLICOLOR=1,false,false",
    "TERM=dumb CLICOLOR_FORCE=1,false,true"
  })
  void theEnvironmentSaysWhetherATerminalIsColoured(String environment, boolean terminal, boolean coloured) {
    Map<String, String> variables =
        Arrays.stream(environment.split(" "))
            .filter(each -> !each.isEmpty())
            .map(each -> each.split("=", 2))
            .collect(Collectors.toMap(each -> each[0], each -> each[1]));
    assertThat(Colours.of(variables::get, terminal, Colours.When.auto).on()).isEqualTo(coloured);
    assertThat(Colours.of(variables::get, terminal, Colours.When.always).on()).isTrue();
    assertThat(Colours.of(variables::get, terminal, Colours.When.never).on()).isFalse();
  }
}
