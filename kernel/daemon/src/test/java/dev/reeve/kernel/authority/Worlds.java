package dev.reeve.kernel.authority;

import dev.reeve.kernel.authority.World.Ask;
import dev.reeve.kernel.authority.World.Asker;
import dev.reeve.kernel.authority.World.Given;
import dev.reeve.kernel.authority.World.Limit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Seeded random worlds over a fixed universe of questions, dense enough that every rule decides often. */
final class Worlds {

  private static final List<String> PLAIN = List.of(
      "agent:list", "agent:create", "agent:create:clone", "agent", "Agent:list", "quota:get", "system:status", "run:logs", "caps:grant");
  private static final Map<String, List<String>> RESOURCES = Map.of(
      "fs:read", List.of("/", "/srv", "/srv/data", "/srv/data/x", "/srv/data/x/y", "/srv/database", "/etc/a*b"),
      "fs:write", List.of("/srv/data", "/srv/data/x"),
      "net:connect", List.of("example.com", "API.example.com:443", "a.b.example.com:80", "badexample.com:443", "10.0.0.1", "10.0.0.1:443",
          "10.0.1.1:443", "10.255.0.1:443", "192.168.1.1"),
      "process:spawn", List.of("/usr/bin/git", "/usr/bin/git2", "/srv/data"),
      "tool:invoke", List.of("files", "files/read", "files/read/x", "filesystem/read", "Files/read"),
      "run:start", List.of("ci-bot", "acme/ci-bot", "CI-bot", "10.0.0.1"));
  private static final List<String> WORDS = List.of(
      "agent", "list", "create", "clone", "run", "start", "logs", "fs", "read", "self", "quota", "get", "tool", "invoke", "Agent");
  private static final List<String> RESOURCE_PATTERNS_ANY = List.of("files/*", "files/read", "ci-bot", "/srv/data", "/srv/**", "10.0.0.1");
  private static final Map<String, List<String>> RESOURCE_PATTERNS = Map.of(
      "fs", List.of("/**", "/", "/srv/**", "/srv/data/**", "/srv/data", "/srv/data/x", "/srv/data/x/**"),
      "net", List.of("*.example.com", "*.example.com:443", "example.com", "api.example.com", "*.com", "10.0.0.0/8", "10.0.0.0/24:443",
          "0.0.0.0/0", "10.0.0.1", "*.b.Example.com:80"),
      "process", List.of("/usr/bin/git", "/srv/data"),
      "tool", List.of("files/*", "files/read", "files", "files/read/*"),
      "run", List.of("ci-bot", "acme/*", "acme/ci-bot"));
  private static final List<String> GROUPS = List.of("admin", "operator", "developer", "viewer", "agent", "restricted", "g1", "g2");

  private final Random random;

  Worlds(long seed) {
    this.random = new Random(seed);
  }

  /** Every question of the universe. */
  static List<Ask> asks() {
    List<Ask> asks = new ArrayList<>();
    for (String action : PLAIN) {
      forms(asks, action, null);
    }
    RESOURCES.forEach((action, resources) -> {
      forms(asks, action, null);
      resources.forEach(resource -> forms(asks, action, resource));
    });
    return List.copyOf(asks);
  }

  private static void forms(List<Ask> asks, String action, @Nullable String resource) {
    asks.add(new Ask(action, resource, false));
    asks.add(new Ask(action, resource, true));
    asks.add(new Ask("self:" + action, resource, false));
  }

  World world() {
    Asker asker = oneIn(40) ? Asker.ANONYMOUS : oneIn(40) ? Asker.UNREADABLE : Asker.KNOWN;
    Map<String, List<String>> custom = new LinkedHashMap<>();
    custom.put("g1", patterns(3));
    custom.put("g2", patterns(3));
    return new World(
        asker, !oneIn(20), some(2, () -> pick(GROUPS)), oneIn(40) ? some(120, this::given) : some(4, this::given),
        oneIn(2) ? List.of() : patterns(oneIn(60) ? 60 : 3), custom, oneIn(3) ? limits() : List.of(), 100);
  }

  List<String> patterns(int most) {
    return some(most, this::pattern);
  }

  /** Often of the universe's own actions, else of any words. */
  String pattern() {
    if (oneIn(12)) {
      return pick(List.of("*", "*:*", "self:*", "self:*:*", "*:*:*", "*@" + pick(RESOURCE_PATTERNS_ANY)));
    }
    StringBuilder action = new StringBuilder();
    if (!oneIn(3)) {
      String known = oneIn(2) ? pick(PLAIN) : pick(List.copyOf(new TreeSet<>(RESOURCES.keySet())));
      String[] segments = ((oneIn(4) ? "self:" : "") + known).split(":", -1);
      for (int i = 0; i < segments.length; i++) {
        action.append(i == 0 ? "" : ":").append(oneIn(5) ? "*" : segments[i]);
      }
    } else {
      for (int i = random.nextInt(3); i >= 0; i--) {
        action.append(oneIn(4) ? "*" : pick(WORDS)).append(i == 0 ? "" : ":");
      }
    }
    String namespace = action.toString().replaceFirst("^self:", "").replaceFirst(":.*", "");
    List<String> resources = namespace.equals("*") || action.toString().startsWith("*")
        ? RESOURCE_PATTERNS_ANY : RESOURCE_PATTERNS.getOrDefault(namespace, List.of());
    return resources.isEmpty() || oneIn(3) ? action.toString() : action + "@" + pick(resources);
  }

  private Given given() {
    return new Given(pattern(), oneIn(2) ? null : pick(List.of(99, 100, 101)));
  }

  /** Those of a run, of a key, or any. */
  private List<Limit> limits() {
    return switch (random.nextInt(3)) {
      case 0 -> Stream.of("agent", "manifest", "deployer", "parent").limit(1 + random.nextInt(4)).map(this::limit).toList();
      case 1 -> List.of(new Limit("key k" + random.nextInt(3), oneIn(2) ? List.of() : patterns(5), oneIn(2) ? List.of() : patterns(2)));
      default -> some(3, () -> limit("s" + random.nextInt(3)));
    };
  }

  private Limit limit(String name) {
    return new Limit(name, oneIn(3) ? List.of("*") : patterns(4), oneIn(2) ? List.of() : patterns(2));
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private <T> List<T> some(int most, Supplier<T> supplier) {
    List<T> items = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      items.add(supplier.get());
    }
    return List.copyOf(items);
  }
}
