package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.security.auth.module.UnixSystem;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.ProfileFile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.boot.KernelHome;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsGrantResponse;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsRevokeResponse;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUngrantResponse;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.CapsUnrevokeResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many administrators change the same principals at once, over the socket: there is one order of their changes, and everybody was in it. */
@Timeout(1800)
class ConcurrentAdminsTest {

  private static final int CLIENTS = 16;
  /** Two thousand on every build, ten thousand at night. */
  private static final int MUTATIONS = Integer.getInteger("reeve.mutations", 2_000);
  private static final List<String> TARGETS = List.of("ann", "bob", "cat", "dan");
  private static final int PATTERNS = 6;

  @TempDir Path folder;

  private enum Kind { GRANT, UNGRANT, REVOKE, UNREVOKE }

  /** A call and its answer; begun and ended are moments of one clock. {@code expected} is 0 where it said nothing. */
  private record Call(Kind kind, String target, String pattern, long expected, Answer answer, long begun, long ended) {}

  /** {@code generation} is 0 where it was refused because its generation was not the expected one. */
  private record Answer(boolean changed, long generation) {}

  private static Profile principal(String name, String group) {
    return new Profile(
        Ids.next(), name, true, List.of(group), List.of(), List.of(), List.of(new UnixSystem().getUid()), List.of(), Quotas.DEFAULTS, null);
  }

  private void writePrincipals() throws IOException {
    Path principals = Files.createDirectories(KernelHome.inTree(folder).principals());
    for (int i = 0; i < CLIENTS; i++) {
      Files.writeString(principals.resolve("admin" + i + ".toml"), ProfileFile.write(principal("admin" + i, "admin")));
    }
    for (String target : TARGETS) {
      Files.writeString(principals.resolve(target + ".toml"), ProfileFile.write(principal(target, "agent")));
    }
  }

  private static List<Call> change(Path socket, int client, int mutations) {
    Random random = new Random(client);
    List<Call> calls = new ArrayList<>();
    Map<String, Long> seen = new HashMap<>();
    try (Client connection = new Client(socket)) {
      AdminServiceGrpc.AdminServiceBlockingStub admin = AdminServiceGrpc.newBlockingStub(connection.as("admin" + client));
      for (int i = 0; i < mutations; i++) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        String target = TARGETS.get(random.nextInt(TARGETS.size()));
        String pattern = "x:p" + random.nextInt(PATTERNS);
        long expected = random.nextInt(4) == 0 ? seen.getOrDefault(target, 0L) : 0;
        long begun = System.nanoTime();
        Answer answer = ask(admin, kind, target, pattern, expected);
        calls.add(new Call(kind, target, pattern, expected, answer, begun, System.nanoTime()));
        if (answer.changed()) {
          seen.put(target, answer.generation());
        }
      }
    }
    return calls;
  }

  private static Answer ask(AdminServiceGrpc.AdminServiceBlockingStub admin, Kind kind, String target, String pattern, long expected) {
    try {
      return switch (kind) {
        case GRANT -> {
          CapsGrantResponse given = admin.capsGrant(
              CapsGrantRequest.newBuilder().setPrincipal(target).addCapabilities(pattern).setExpectedGeneration(expected).build());
          yield new Answer(given.getChanged(), given.getGeneration());
        }
        case UNGRANT -> {
          CapsUngrantResponse taken = admin.capsUngrant(
              CapsUngrantRequest.newBuilder().setPrincipal(target).addCapabilities(pattern).setExpectedGeneration(expected).build());
          yield new Answer(taken.getChanged(), taken.getGeneration());
        }
        case REVOKE -> {
          CapsRevokeResponse taken = admin.capsRevoke(
              CapsRevokeRequest.newBuilder().setPrincipal(target).addCapabilities(pattern).setExpectedGeneration(expected).build());
          yield new Answer(taken.getChanged(), taken.getGeneration());
        }
        case UNREVOKE -> {
          CapsUnrevokeResponse given = admin.capsUnrevoke(
              CapsUnrevokeRequest.newBuilder().setPrincipal(target).addCapabilities(pattern).setExpectedGeneration(expected).build());
          yield new Answer(given.getChanged(), given.getGeneration());
        }
      };
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.ABORTED && expected != 0) {
        return new Answer(false, 0);
      }
      throw new AssertionError(kind + " " + pattern + " for " + target + ": " + e.getStatus(), e);
    }
  }

  /** The rights of the targets after one change after the other, and the generation that last changed each. */
  private static final class Model {
    private final Map<String, Set<String>> grants = new HashMap<>();
    private final Map<String, Set<String>> revokes = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();

    private Set<String> set(Kind kind, String target) {
      Map<String, Set<String>> sets = kind == Kind.GRANT || kind == Kind.UNGRANT ? grants : revokes;
      return sets.computeIfAbsent(target, _ -> new TreeSet<>());
    }

    private static boolean adds(Kind kind) {
      return kind == Kind.GRANT || kind == Kind.REVOKE;
    }

    boolean would(Call call) {
      boolean has = set(call.kind(), call.target()).contains(call.pattern());
      return adds(call.kind()) != has;
    }

    void apply(Call call) {
      Set<String> set = set(call.kind(), call.target());
      boolean done = adds(call.kind()) ? set.add(call.pattern()) : set.remove(call.pattern());
      assertThat(done).isTrue();
      last.put(call.target(), call.answer().generation());
    }
  }

  @Test
  void theirChangesHaveOneOrderThatFilesAndMemoryEndIn() throws Exception {
    writePrincipals();
    List<Call> calls = new ArrayList<>();
    try (LiveKernel live = LiveKernel.startAsIs(folder); Client looking = new Client(live.socket())) {
      KernelServiceGrpc.KernelServiceBlockingStub kernel = KernelServiceGrpc.newBlockingStub(looking.as("admin0"));
      long before = kernel.getStatus(GetStatusRequest.getDefaultInstance()).getPolicyGeneration();
      long start = System.nanoTime();
      try (ExecutorService clients = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("admin-", 0).factory())) {
        List<Callable<List<Call>>> tasks = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          int client = i;
          tasks.add(() -> change(live.socket(), client, MUTATIONS / CLIENTS));
        }
        for (Future<List<Call>> one : clients.invokeAll(tasks)) {
          calls.addAll(one.get());
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Model model = replay(calls, before);
      assertSame(model, AdminServiceGrpc.newBlockingStub(looking.as("admin0")), live.home().principals());
      assertThat(kernel.getStatus(GetStatusRequest.getDefaultInstance()).getPolicyGeneration())
          .isEqualTo(before + calls.stream().filter(call -> call.answer().changed()).count());
      System.out.printf("%,d mutations by %d clients in %.1f s, %,.0f/s: %,d changes, %,d refused by their generation%n", calls.size(), CLIENTS,
          seconds, calls.size() / seconds, calls.stream().filter(call -> call.answer().changed()).count(),
          calls.stream().filter(call -> call.answer().generation() == 0).count());
    }
  }

  /** Each answer is what the call would be answered in the order of generations, and that order agrees with the clock. */
  private static Model replay(List<Call> calls, long before) {
    List<Call> changes = calls.stream().filter(call -> call.answer().changed())
        .sorted(Comparator.comparingLong(call -> call.answer().generation())).toList();
    Map<Long, List<Call>> idle = new HashMap<>();
    calls.stream().filter(call -> !call.answer().changed() && call.answer().generation() != 0)
        .forEach(call -> idle.computeIfAbsent(call.answer().generation(), _ -> new ArrayList<>()).add(call));
    assertThat(idle.values().stream().mapToInt(List::size).sum()).as("calls that changed nothing").isGreaterThan(calls.size() / 10);
    Model model = new Model();
    long generation = before;
    long latestBegin = Long.MIN_VALUE;
    checkIdle(model, idle.remove(generation));
    for (Call change : changes) {
      generation++;
      assertThat(change.answer().generation()).as("generations without gap or twin").isEqualTo(generation);
      assertThat(change.expected() == 0 || change.expected() == model.last.getOrDefault(change.target(), 0L)).as("%s", change).isTrue();
      assertThat(model.would(change)).as("%s", change).isTrue();
      assertThat(change.ended()).as("%s ended before one of an earlier generation began", change).isGreaterThan(latestBegin);
      latestBegin = Math.max(latestBegin, change.begun());
      model.apply(change);
      checkIdle(model, idle.remove(generation));
    }
    assertThat(idle).as("answers of generations that never were").isEmpty();
    return model;
  }

  private static void checkIdle(Model model, @Nullable List<Call> calls) {
    if (calls != null) {
      calls.forEach(call -> assertThat(model.would(call)).as("%s", call).isFalse());
    }
  }

  private static void assertSame(Model model, AdminServiceGrpc.AdminServiceBlockingStub admin, Path principals) throws IOException {
    for (String target : TARGETS) {
      Profile file = ProfileFile.parse(target + ".toml", Files.readString(principals.resolve(target + ".toml")));
      PrincipalInfo memory = admin.agentGet(AgentGetRequest.newBuilder().setPrincipal(target).build()).getPrincipal();
      assertThat(memory.getProblem()).isEmpty();
      assertThat(memory.getGeneration()).isEqualTo(model.last.get(target));
      assertThat(memory.getGrantsList()).containsExactlyInAnyOrderElementsOf(model.set(Kind.GRANT, target));
      assertThat(memory.getRevokesList()).containsExactlyInAnyOrderElementsOf(model.set(Kind.REVOKE, target));
      assertThat(file.grants()).extracting(grant -> grant.pattern().text()).containsExactlyElementsOf(memory.getGrantsList());
      assertThat(file.revokes()).extracting(CapabilityPattern::text).containsExactlyElementsOf(memory.getRevokesList());
    }
  }
}
