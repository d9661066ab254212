package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.edge.LiveSocket.Tail;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.EndSessionRequest;
import dev.reeve.v1.ListSessionsRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.Session;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is connected, and what ends it: two principals of one user on real connections. */
@Timeout(60)
class SessionsTest {

  private static final UUID OPS = Ids.next();
  private static final UUID BOT = Ids.next();
  private static final long[] MINE = {LiveSocket.UID};

  @TempDir Path folder;

  private LiveSocket live;
  private Client client;

  @BeforeEach
  void serve() throws Exception {
    live = new LiveSocket(folder);
    client = live.connect();
    live.policy(ops(), bot(true, MINE));
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  private static Profile ops() {
    return profile(OPS, "ops", true, List.of("session:read", "session:end", "audit:read"), MINE);
  }

  private static Profile bot(boolean enabled, long... uids) {
    return profile(BOT, "bot", enabled, List.of("self:*", "audit:read"), uids);
  }

  private static Profile profile(UUID id, String name, boolean enabled, List<String> grants, long... uids) {
    return new Profile(
        id, name, enabled, List.of(), grants.stream().map(text -> Grant.of(CapabilityPattern.parse(text))).toList(), List.of(),
        java.util.Arrays.stream(uids).boxed().toList(), List.of(), Quotas.DEFAULTS, null);
  }

  private static SessionServiceGrpc.SessionServiceBlockingStub calls(Channel channel) {
    return SessionServiceGrpc.newBlockingStub(channel);
  }

  private static WhoAmIResponse whoAmI(Channel channel) {
    return calls(channel).whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  private static List<Session> list(Channel channel, String principal) {
    return calls(channel).listSessions(ListSessionsRequest.newBuilder().setPrincipal(principal).build()).getSessionsList();
  }

  private static boolean end(Channel channel, String id) {
    return calls(channel).endSession(EndSessionRequest.newBuilder().setId(id).build()).getChanged();
  }

  private static Status refusedEnd(Channel channel, String id) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> end(channel, id)).getStatus();
  }

  @Test
  void aSessionIsAPrincipalOnAConnection() throws Exception {
    String own = whoAmI(client.as("ops")).getSessionId();
    assertThat(whoAmI(client.as("ops")).getSessionId()).isEqualTo(own);
    String bots = whoAmI(client.as("bot")).getSessionId();
    assertThat(bots).isNotEqualTo(own);
    try (Client second = live.connect()) {
      String elsewhere = whoAmI(second.as("bot")).getSessionId();
      List<Session> all = list(client.as("ops"), "");
      assertThat(all.stream().map(Session::getId)).containsExactly(own, bots, elsewhere);
      Session seen = all.getFirst();
      assertThat(seen.getPrincipal()).isEqualTo("ops");
      assertThat(seen.getProof()).isEqualTo("unix-peer");
      assertThat(seen.getPeer().getPid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(seen.getProgram()).isEqualTo("java");
      assertThat(seen.getCalls()).as("this call").isEqualTo(1);
      assertThat(all.get(1).getCalls()).isZero();
      assertThat(all.get(1).getTotalCalls()).isEqualTo(1);
      assertThat(seen.getLastCall().getSeconds()).isGreaterThanOrEqualTo(seen.getSince().getSeconds());
      assertThat(list(client.as("ops"), "BOT").stream().map(Session::getId)).containsExactly(bots, elsewhere);
      assertThat(list(client.as("bot"), "").stream().map(Session::getId)).as("its own").containsExactly(bots, elsewhere);
      assertThat(list(client.as("bot"), "ops")).isEmpty();
      assertThat(live.sessions.perPrincipal()).isEqualTo(Map.of("ops", 1, "bot", 2));
    }
    Eventually.isTrue("the closed connection's session is gone", () -> live.sessions.perPrincipal().equals(Map.of("ops", 1, "bot", 1)));
  }

  @Test
  void sessionsAreListedInPages() throws Exception {
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        clients.add(live.connect());
        whoAmI(clients.getLast().as("bot"));
      }
      List<String> seen = new ArrayList<>();
      String token = "";
      do {
        var page =
            calls(client.as("ops"))
                .listSessions(
                    ListSessionsRequest.newBuilder().setPrincipal("bot").setPage(PageRequest.newBuilder().setSize(2).setToken(token)).build());
        assertThat(page.getSessionsCount()).isLessThanOrEqualTo(2);
        page.getSessionsList().forEach(session -> seen.add(session.getId()));
        token = page.getPage().getNextToken();
      } while (!token.isEmpty());
      assertThat(seen).hasSize(5).doesNotHaveDuplicates().isSorted();
    } finally {
      clients.forEach(Client::close);
    }
  }

  @Test
  void endingASessionEndsItsStreamsAndItsConnectionWhenNobodyElseUsesIt() throws Exception {
    try (Client other = live.connect()) {
      Tail tail = Tail.follow(other.as("bot"));
      String id = whoAmI(other.as("bot")).getSessionId();
      assertThat(calls(client.as("ops")).endSession(EndSessionRequest.newBuilder().setId(id).setDryRun(true).build()).getChanged()).isTrue();
      assertThat(tail.open()).isTrue();
      assertThat(end(client.as("ops"), id)).isTrue();
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(tail.end().getDescription()).isEqualTo("the session was ended by an operator");
      assertThat(end(client.as("ops"), id)).as("there is none any more").isFalse();
      Eventually.isTrue("another session on another connection", () -> connected(other, id));
    }
  }

  private static boolean connected(Client client, String before) {
    try {
      return !whoAmI(client.as("bot")).getSessionId().equals(before);
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  @Test
  void oneEndsOnesOwnAndKnowsOfNoOthers() {
    String ops = whoAmI(client.as("ops")).getSessionId();
    String own = whoAmI(client.as("bot")).getSessionId();
    assertThat(refusedEnd(client.as("bot"), ops).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusedEnd(client.as("bot"), Ids.nextText()).getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusedEnd(client.as("bot"), "x").getDescription()).isEqualTo("id: is no id of a session");
    assertThat(end(client.as("bot"), own)).as("the call that ends it is answered").isTrue();
    assertThat(whoAmI(client.as("ops")).getSessionId()).as("the connection stays: another uses it").isEqualTo(ops);
  }

  @Test
  void disablingAPrincipalEndsItsStreamsAndNobodyElses() throws Exception {
    Tail bots = Tail.follow(client.as("bot"));
    Tail ops = Tail.follow(client.as("ops"));
    live.policy(ops(), bot(false, MINE));
    assertThat(bots.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(bots.end().getDescription()).isEqualTo("the principal of this session was disabled");
    assertThat(ops.open()).isTrue();
    assertThat(list(client.as("ops"), "").stream().map(Session::getPrincipal)).containsExactly("ops");
  }

  @Test
  void aConnectionWithoutSessionIsClosedAndOneWhoseUserIsNoLongerListedIsRefusedAfter() throws Exception {
    try (Client other = live.connect()) {
      Tail tail = Tail.follow(other.as("bot"));
      whoAmI(client.as("ops"));
      live.policy(ops(), bot(true, LiveSocket.UID + 1));
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(tail.end().getDescription()).isEqualTo("the user of this session is no longer listed");
      Eventually.isTrue("its connection is closed", () -> live.connections() == 1);
      List<Status.Code> refusals = new ArrayList<>();
      // A call may still go out on the connection that is being closed; what it gets then is the client's own word for that.
      Eventually.isTrue(
          "a new connection is refused",
          () -> {
            refusals.add(catchThrowableOfType(StatusRuntimeException.class, () -> whoAmI(other.as("bot"))).getStatus().getCode());
            return refusals.getLast() == Status.Code.UNAUTHENTICATED;
          });
      assertThat(refusals).isSubsetOf(Status.Code.UNAUTHENTICATED, Status.Code.UNKNOWN, Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void takingTheRightOfAStreamAwayEndsItAndTheSessionGoesOn() throws Exception {
    Tail tail = Tail.follow(client.as("bot"));
    String session = whoAmI(client.as("bot")).getSessionId();
    live.policy(ops(), profile(BOT, "bot", true, List.of("self:*"), MINE));
    assertThat(tail.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(tail.end().getDescription()).isEqualTo("the right audit:read was taken away: nothing grants it");
    assertThat(whoAmI(client.as("bot")).getSessionId()).isEqualTo(session);
  }

  @Test
  void nothingIsSentOnceATermIsOverEvenWhenNobodySaysSo() throws Exception {
    java.time.Instant until = java.time.Instant.now().plusSeconds(3);
    Grant termed = new Grant(CapabilityPattern.parse("audit:read"), until, "", "", null);
    Grant self = Grant.of(CapabilityPattern.parse("self:*"));
    live.policy(
        ops(),
        new Profile(BOT, "bot", true, List.of(), List.of(termed, self), List.of(), List.of(LiveSocket.UID), List.of(), Quotas.DEFAULTS, null));
    Tail tail = Tail.follow(client.as("bot"));
    Eventually.isTrue("the term is over", () -> java.time.Instant.now().isAfter(until));
    int before = tail.heard();
    live.audit.event("test.event", "something to hear of");
    assertThat(tail.end().getDescription()).isEqualTo("the right audit:read was taken away: nothing grants it");
    assertThat(tail.heard()).isEqualTo(before);
  }

  @Test
  void manyConnectionsAtOnceEndAtOnce() throws Exception {
    List<Client> clients = Stream.generate(live::connect).limit(20).toList();
    try {
      List<Tail> tails = new ArrayList<>();
      for (Client one : clients) {
        tails.add(Tail.follow(one.as("bot")));
      }
      live.policy(ops());
      for (Tail tail : tails) {
        assertThat(tail.end().getDescription()).isEqualTo("the principal of this session is gone");
      }
      Eventually.isTrue("all their connections are closed", () -> live.connections() == 0);
      assertThat(live.sessions.list()).isEmpty();
    } finally {
      clients.forEach(Client::close);
    }
  }
}
