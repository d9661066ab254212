package dev.reeve.capsules.toolshttp;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostHttp;
import dev.reeve.capsule.Tool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code http/get}: GET, following five redirects unless told. Answers as {@link AnswerText} says. */
final class GetTool implements Tool {

  private static final int USUAL_REDIRECTS = 5;

  private final HostHttp http;

  GetTool(HostHttp http) {
    this.http = http;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    return AnswerText.of(http.exchange(values.request("GET", new byte[0], USUAL_REDIRECTS)));
  }
}
