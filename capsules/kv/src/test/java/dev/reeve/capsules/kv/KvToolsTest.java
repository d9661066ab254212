package dev.reeve.capsules.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KvToolsTest {

  private final Registrations kv = Registrations.started();

  private static void refused(Kind kind, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CapsuleException.class, e -> assertThat(e.kind()).isEqualTo(kind))
        .hasMessageContaining(words);
  }

  private static Map<String, @Nullable Object> input(String key, @Nullable Object value) {
    Map<String, @Nullable Object> input = new HashMap<>();
    input.put("key", key);
    input.put("value", value);
    return input;
  }

  private Map<String, @Nullable Object> get(String key) throws CapsuleException {
    return kv.call("kv/get", Map.of("key", key));
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = KvCapsule.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  @Test
  void registersExactlyWhatItAnnouncesAndIsFoundByPf4j() throws Exception {
    assertThat(kv.tools).containsOnlyKeys("kv/get", "kv/put", "kv/delete", "kv/list");
    assertThat(kv.commands).containsOnlyKeys("kv");
    String announced = resource("capsule.toml");
    kv.tools.keySet().forEach(name -> assertThat(announced).contains("name = \"" + name + "\""));
    assertThat(announced).contains("host = []");
    assertThat(resource("META-INF/extensions.idx")).contains(KvCapsule.class.getName());
    for (String schema : List.of("get", "put", "delete", "list")) {
      assertThat(resource("schemas/" + schema + ".json")).contains("\"additionalProperties\": false");
    }
  }

  @Test
  void everyKindOfValueComesBackAsItWas() throws Exception {
    Map<String, @Nullable Object> object = new HashMap<>();
    object.put("z", 1L);
    object.put("a", Arrays.asList(null, true, -7L, 0.5, "x\"\\\n\u0001ü\ud83d\ude00", List.of(), Map.of()));
    for (Object value : Arrays.asList(null, true, false, 0L, Long.MIN_VALUE, Long.MAX_VALUE, 1.0, 1e300, "", "text", object)) {
      assertThat(kv.call("kv/put", input("k", value))).containsEntry("stored", true);
      assertThat(get("k")).containsEntry("found", true).hasSize(2).containsEntry("value", value);
    }
    assertThat(new String(Objects.requireNonNull(kv.values.values.get("k")), UTF_8))
        .isEqualTo("{\"a\":[null,true,-7,0.5,\"x\\\"\\\\\\n\\u0001ü\ud83d\ude00\",[],{}],\"z\":1}");
  }

  @Test
  void whatIsNotThereIsSaidToBeSo() throws Exception {
    assertThat(get("k")).isEqualTo(Map.of("found", false));
    assertThat(kv.call("kv/delete", Map.of("key", "k"))).isEqualTo(Map.of("deleted", false));
    assertThat(kv.call("kv/put", input("k", "v"))).isEqualTo(Map.of("stored", true, "created", true));
    assertThat(kv.call("kv/put", input("k", "w"))).isEqualTo(Map.of("stored", true, "created", false));
    assertThat(kv.call("kv/delete", Map.of("key", "k"))).isEqualTo(Map.of("deleted", true));
    assertThat(get("k")).isEqualTo(Map.of("found", false));
  }

  @Test
  void ifAbsentLeavesAValueAsItIs() throws Exception {
    Map<String, @Nullable Object> first = Map.of("key", "k", "value", 1L, "if_absent", true);
    assertThat(kv.call("kv/put", first)).isEqualTo(Map.of("stored", true, "created", true));
    assertThat(kv.call("kv/put", Map.of("key", "k", "value", 2L, "if_absent", true))).isEqualTo(Map.of("stored", false, "created", false));
    assertThat(get("k")).containsEntry("value", 1L);
  }

  @Test
  void ofManyWhoPutIfAbsentAtOnceOneDoes() throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    List<Future<Boolean>> stored = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < 16 * 50; i++) {
        Map<String, @Nullable Object> input = Map.of("key", "k" + i % 50, "value", (long) i, "if_absent", true);
        stored.add(
            threads.submit(
                () -> {
                  begin.await();
                  return Boolean.TRUE.equals(kv.call("kv/put", input).get("stored"));
                }));
      }
      begin.countDown();
    }
    int won = 0;
    for (Future<Boolean> one : stored) {
      won += one.get() ? 1 : 0;
    }
    assertThat(won).isEqualTo(50);
  }

  @Test
  void listsGoOnWhereTheyEnded() throws Exception {
    for (int i = 0; i < 25; i++) {
      kv.call("kv/put", input("job/%02d".formatted(i), (long) i));
    }
    kv.call("kv/put", input("other", 1L));
    Map<String, @Nullable Object> page = kv.call("kv/list", Map.of("prefix", "job/", "max", 10L));
    assertThat((List<?>) page.get("keys")).hasSize(10);
    assertThat(page).containsEntry("next_after", "job/09");
    page = kv.call("kv/list", Map.of("prefix", "job/", "after", "job/14", "max", 10L));
    assertThat((List<?>) page.get("keys")).hasSize(10);
    assertThat(page).doesNotContainKey("next_after");
    assertThat((List<?>) kv.call("kv/list", Map.of()).get("keys")).hasSize(26);
    assertThat(kv.call("kv/list", Map.of("prefix", "x"))).isEqualTo(Map.of("keys", List.of()));
  }

  @Test
  void valuesThatCannotBeKeptAsTheyAreAreRefusedAndChangeNothing() throws Exception {
    kv.call("kv/put", input("k", "before"));
    Object deep = 1L;
    for (int i = 0; i < 64; i++) {
      deep = List.of(deep);
    }
    kv.call("kv/put", input("deep", deep));
    assertThat(get("deep")).containsEntry("value", deep);
    List<Object> deeper = List.of(deep);
    refused(Kind.INVALID, "nested deeper than 64", () -> kv.call("kv/put", input("k", deeper)));
    refused(Kind.INVALID, "half of a character", () -> kv.call("kv/put", input("k", "a\ud83d")));
    refused(Kind.INVALID, "half of a character", () -> kv.call("kv/put", input("k", Map.of("\ude00", 1L))));
    refused(Kind.INVALID, "262144", () -> kv.call("kv/put", input("k", "x".repeat(256 * 1024 - 1))));
    kv.call("kv/put", input("large", "x".repeat(256 * 1024 - 2)));
    assertThat(get("k")).containsEntry("value", "before");
  }

  @Test
  void inputsThatTheSchemaWouldRefuseAreRefusedHereToo() {
    refused(Kind.INVALID, "key: must be a string", () -> kv.call("kv/get", Map.of()));
    refused(Kind.INVALID, "value: must be there", () -> kv.call("kv/put", Map.of("key", "k")));
    refused(Kind.INVALID, "if_absent: must be", () -> kv.call("kv/put", Map.of("key", "k", "value", 1L, "if_absent", "yes")));
    refused(Kind.INVALID, "max: must be 1 to 1000", () -> kv.call("kv/list", Map.of("max", 0L)));
    refused(Kind.INVALID, "prefix: must be a string", () -> kv.call("kv/list", Map.of("prefix", 1L)));
  }
}
