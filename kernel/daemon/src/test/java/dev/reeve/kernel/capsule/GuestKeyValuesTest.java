package dev.reeve.kernel.capsule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.host.Principals;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A capsule in this process that keeps values for whom it is called by. */
@Timeout(60)
class GuestKeyValuesTest {

  private static final String KEEPS =
      """
      HostKeyValues values = context.keyValues();
      context.tool("guest/echo", input -> {
        String key = (String) input.get("text");
        boolean fresh = values.put(key, new byte[] {1, 2, 3});
        return Map.of("fresh", fresh, "bytes", (long) values.get(key).orElseThrow().length, "keys", values.keys("", "", 10));
      });
      context.command("guest-say", args -> List.of());
      """;

  @TempDir Path folder;

  private static String call(ToolOperations tools, Caller caller, String key) {
    return ScopedValue.where(Caller.CURRENT, caller).call(() -> tools.call("guest/echo", "{\"text\":\"" + key + "\"}"));
  }

  @Test
  void keepsThemForThatPrincipalAlone() throws Exception {
    try (CapsuleBench bench = new CapsuleBench(folder)) {
      bench.install(GuestJar.sound().starting(KEEPS));
      ToolOperations tools = bench.tools();
      Caller bob = new Caller(Principals.id("bob"), "bob", "unix-peer", null, List.of(), List.of());
      assertThat(call(tools, Principals.caller(), "a")).contains("\"fresh\":true", "\"bytes\":3", "\"keys\":[\"a\"]");
      assertThat(call(tools, bob, "b")).contains("\"fresh\":true", "\"keys\":[\"b\"]");
      assertThat(call(tools, Principals.caller(), "a")).contains("\"fresh\":false", "\"keys\":[\"a\"]");
      KernelException refused =
          catchThrowableOfType(KernelException.class, () -> tools.call("guest/echo", "{\"text\":\"a\"}"));
      assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    }
  }
}
