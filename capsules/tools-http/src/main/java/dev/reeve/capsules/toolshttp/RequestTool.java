package dev.reeve.capsules.toolshttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostHttp;
import dev.reeve.capsule.Tool;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tool {@code http/request}: any method, following no redirect unless told. Answers as {@link AnswerText} says. */
final class RequestTool implements Tool {

  private final HostHttp http;

  RequestTool(HostHttp http) {
    this.http = http;
  }

  @Override
  public Map<String, @Nullable Object> call(Map<String, @Nullable Object> input) throws CapsuleException {
    Input values = new Input(input);
    return AnswerText.of(http.exchange(values.request(values.text("method"), body(values), 0)));
  }

  private static byte[] body(Input values) throws CapsuleException {
    String body = values.text("body", "");
    String encoding = values.text("encoding", "utf-8");
    return switch (encoding) {
      case "utf-8" -> body.getBytes(UTF_8);
      case "base64" -> decoded(body);
      default -> throw Input.invalid("encoding", "must be \"utf-8\" or \"base64\"");
    };
  }

  private static byte[] decoded(String body) throws CapsuleException {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException _) {
      throw Input.invalid("body", "is no base64");
    }
  }
}
