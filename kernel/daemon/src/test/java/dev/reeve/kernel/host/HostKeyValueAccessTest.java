package dev.reeve.kernel.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.kernel.authority.Caller;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostKeyValueAccessTest {

  private static final int MAX_VALUE = 256 * 1024;

  @TempDir Path folder;
  private KeyValueBench bench;
  private HostKeyValues ada;

  @BeforeEach
  void open() throws Exception {
    bench = new KeyValueBench(folder);
    ada = bench.of("notes", "ada");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static void refused(Kind kind, ThrowingCallable call) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind);
  }

  private void putAll(String... keys) throws CapsuleException {
    for (String key : keys) {
      assertThat(ada.put(key, bytes(key))).as("new: " + key).isTrue();
    }
  }

  @Test
  void whatIsPutIsThereUntilItIsDeleted() throws Exception {
    assertThat(ada.get("a")).isEmpty();
    assertThat(ada.put("a", bytes("one"))).isTrue();
    assertThat(ada.put("a", bytes("two"))).isFalse();
    assertThat(ada.get("a")).contains(bytes("two"));
    assertThat(ada.delete("a")).isTrue();
    assertThat(ada.delete("a")).isFalse();
    assertThat(ada.get("a")).isEmpty();
  }

  @Test
  void principalsAndCapsulesNeverSeeEachOthersKeys() throws Exception {
    List<HostKeyValues> owners =
        List.of(bench.of("notes", "ada"), bench.of("notes", "bob"), bench.of("other", "ada"), bench.of("other", "bob"));
    for (int i = 0; i < owners.size(); i++) {
      assertThat(owners.get(i).get("k")).isEmpty();
      assertThat(owners.get(i).keys("", "", 10)).isEmpty();
      assertThat(owners.get(i).put("k", new byte[] {(byte) i})).isTrue();
      assertThat(owners.get(i).put("own" + i, new byte[0])).isTrue();
    }
    for (int i = 0; i < owners.size(); i++) {
      assertThat(owners.get(i).get("k")).contains(new byte[] {(byte) i});
      assertThat(owners.get(i).keys("", "", 10)).containsExactly("k", "own" + i);
    }
    assertThat(owners.getFirst().delete("k")).isTrue();
    assertThat(owners.get(1).get("k")).isPresent();
    assertThat(owners.get(2).get("k")).isPresent();
  }

  @Test
  void aRunsCallsAreItsAgents() throws Exception {
    Caller run = new Caller(Principals.id("ada"), "ada", "run-channel", "run-1", List.of(), List.of());
    bench.as(run, "notes").put("from-run", bytes("1"));
    assertThat(ada.get("from-run")).contains(bytes("1"));
  }

  @Test
  void whatWasAnsweredIsThereAfterReopening() throws Exception {
    ada.put("a", bytes("kept"));
    bench.close();
    bench = new KeyValueBench(folder);
    assertThat(bench.of("notes", "ada").get("a")).contains(bytes("kept"));
    assertThat(bench.used("ada")).isEqualTo(KeyValueStore.ROW_COST + 5);
  }

  @Test
  void valuesAreBytesAndComeBackAsTheyWere() throws Exception {
    byte[] all = new byte[MAX_VALUE];
    new Random(7).nextBytes(all);
    ada.put("large", all);
    assertThat(ada.get("large")).contains(all);
    byte[] wrongUtf8 = {0, (byte) 0xff, (byte) 0xc0, 0, '\'', '"', (byte) 0x80};
    ada.put("wrong", wrongUtf8);
    assertThat(ada.get("wrong")).contains(wrongUtf8);
    ada.put("empty", new byte[0]);
    assertThat(ada.get("empty")).contains(new byte[0]);
    byte[] mine = bytes("mine");
    ada.put("mine", mine);
    mine[0] = 'x';
    assertThat(ada.get("mine")).contains(bytes("mine"));
  }

  @Test
  void oneByteMoreThanAValueMayHaveIsRefused() throws Exception {
    ada.put("a", bytes("before"));
    refused(Kind.INVALID, () -> ada.put("a", new byte[MAX_VALUE + 1]));
    assertThat(ada.get("a")).contains(bytes("before"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "a\nb", "\u001f", "a\u007f", "\u0085", "\ud83d", "\ude00", "\ude00\ud83d", "a\ud83d"})
  void unusableKeysAreRefusedEverywhere(String key) {
    refused(Kind.INVALID, () -> ada.put(key, new byte[0]));
    refused(Kind.INVALID, () -> ada.get(key));
    refused(Kind.INVALID, () -> ada.delete(key));
    if (!key.isEmpty()) {
      refused(Kind.INVALID, () -> ada.keys(key, "", 1));
      refused(Kind.INVALID, () -> ada.keys("", key, 1));
    }
    assertThat(bench.rows(Principals.id("ada"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"k", "ü", "漢", "\ud83d\ude00"})
  void aKeyHas512CharactersWhateverTheyAre(String character) throws Exception {
    String longest = character.repeat(512);
    assertThat(ada.put(longest, bytes("1"))).isTrue();
    assertThat(ada.get(longest)).contains(bytes("1"));
    assertThat(ada.keys(longest, "", 1)).containsExactly(longest);
    refused(Kind.INVALID, () -> ada.put(longest + character, bytes("1")));
    refused(Kind.INVALID, () -> ada.keys(longest + character, "", 1));
  }

  @Test
  void keysThatLookAlikeAreApart() throws Exception {
    putAll("é", "e\u0301", "a", "A", "a ", " a", "1", "01");
    assertThat(ada.keys("", "", 100)).hasSize(8);
    assertThat(ada.keys("e", "", 100)).containsExactly("e\u0301");
  }

  @Test
  void aPrefixIsTakenAsItIs() throws Exception {
    putAll("a%b", "a_b", "axb", "a%", "a", "b", "a*", "a?", "a\\", "A%");
    assertThat(ada.keys("a%", "", 100)).containsExactly("a%", "a%b");
    assertThat(ada.keys("a_", "", 100)).containsExactly("a_b");
    assertThat(ada.keys("%", "", 100)).isEmpty();
    assertThat(ada.keys("a\\", "", 100)).containsExactly("a\\");
    assertThat(ada.keys("a*", "", 100)).containsExactly("a*");
  }

  @Test
  void keysAreInTheOrderOfTheirCharactersNumbers() throws Exception {
    putAll("\ud83d\ude00", "\uffee", "z", "ä", "Z", "a\ud83d\ude00", "a\uffee", "a");
    assertThat(ada.keys("", "", 100)).containsExactly("Z", "a", "a\uffee", "a\ud83d\ude00", "z", "ä", "\uffee", "\ud83d\ude00");
    assertThat(ada.keys("\ud83d\ude00", "", 100)).containsExactly("\ud83d\ude00");
    assertThat(ada.keys("a", "a\uffee", 100)).containsExactly("a\ud83d\ude00");
    assertThat(ada.keys("\udbff\udfff", "", 100)).isEmpty();
  }

  @Test
  void pagesFollowOneAnotherAsAModelHasThem() throws Exception {
    Random random = new Random(11);
    TreeMap<String, byte[]> model = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      String key = random.ints(1 + random.nextInt(4), 'a', 'e').mapToObj(Character::toString).reduce("", String::concat);
      ada.put(key, bytes(key));
      model.put(key, bytes(key));
    }
    for (String prefix : List.of("", "a", "ab", "abc", "d", "dd", "x")) {
      List<String> all = model.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
      for (int page : List.of(1, 3, 1_000)) {
        List<String> paged = new ArrayList<>();
        List<String> next = ada.keys(prefix, "", page);
        while (!next.isEmpty()) {
          assertThat(next).hasSizeLessThanOrEqualTo(page);
          paged.addAll(next);
          next = ada.keys(prefix, next.getLast(), page);
        }
        assertThat(paged).as(prefix + "/" + page).isEqualTo(all);
      }
      for (String after : List.of("a", "b", "bbbb", "e")) {
        assertThat(ada.keys(prefix, after, 1_000)).isEqualTo(all.stream().filter(key -> key.compareTo(after) > 0).toList());
      }
    }
  }

  @Test
  void oneToAThousandKeysCanBeListed() throws Exception {
    refused(Kind.INVALID, () -> ada.keys("", "", 0));
    refused(Kind.INVALID, () -> ada.keys("", "", -1));
    refused(Kind.INVALID, () -> ada.keys("", "", 1_001));
    assertThat(ada.keys("", "", 1_000)).isEmpty();
  }

  @Test
  void withoutAPrincipalEveryCallIsDenied() {
    HostKeyValues nobody = new HostKeyValueAccess("notes", bench.values);
    HostKeyValues anonymous = bench.as(Caller.anonymous(List.of()), "notes");
    for (HostKeyValues values : List.of(nobody, anonymous)) {
      refused(Kind.DENIED, () -> values.get("a"));
      refused(Kind.DENIED, () -> values.put("a", bytes("1")));
      refused(Kind.DENIED, () -> values.delete("a"));
      refused(Kind.DENIED, () -> values.keys("", "", 1));
    }
  }

  @Test
  void aPrincipalThatIsGoneTakesItsKeysAlongAndGetsNoNewOnes() throws Exception {
    HostKeyValues bob = bench.of("notes", "bob");
    for (int i = 0; i < 5; i++) {
      ada.put("k" + i, bytes("ada"));
      bench.of("other", "ada").put("k" + i, bytes("ada"));
      bob.put("k" + i, bytes("bob"));
    }
    bench.principals(Principals.profile("bob"));
    refused(Kind.DENIED, () -> ada.put("late", bytes("1")));
    assertThat(bench.values.put(new KeyValueStore.Owner(Principals.id("bob"), "notes"), bytes("k0"), bytes("b")))
        .isEqualTo(new KeyValueStore.Put.Kept(false));
    bench.values.forget(Principals.id("ada"));
    assertThat(bench.rows(Principals.id("ada"))).isZero();
    assertThat(bob.keys("", "", 10)).hasSize(5);
    bench.principals(Principals.profile("ada"), Principals.profile("bob"));
    assertThat(ada.keys("", "", 10)).isEmpty();
    assertThat(bench.used("ada")).isZero();
  }

  @Test
  void whatOneHasThatAreMoreRowsThanGoAtOnceGoesWhole() throws Exception {
    bench.store.write(
        transaction ->
            transaction.update(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
                    + " INSERT INTO key_values SELECT 'local', ?, 'notes', CAST(printf('%05d', i) AS BLOB), x'00' FROM n",
                Principals.id("ada")));
    bench.values.forget(Principals.id("ada"));
    assertThat(bench.rows(Principals.id("ada"))).isZero();
  }

  @Test
  void aStoreThatIsClosedMakesItUnavailable() {
    bench.close();
    refused(Kind.UNAVAILABLE, () -> ada.put("a", bytes("1")));
  }
}
