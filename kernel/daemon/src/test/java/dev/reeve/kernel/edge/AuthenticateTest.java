package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Grant;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.edge.LiveSocket.Tail;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.AuthenticateResponse;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proving a key on a real connection, and what then holds on it. */
@Timeout(60)
class AuthenticateTest {

  private static final UUID ALICE = Ids.next();
  private static final UUID HOST = Ids.next();

  @TempDir Path folder;

  private final HeldKey key = HeldKey.make();
  private LiveSocket live;
  private Client client;

  @BeforeEach
  void serve() throws Exception {
    live = new LiveSocket(folder);
    client = live.connect();
    live.policy(alice(key.registered()), host());
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  /** No user of the host is alice: only a key proves her. */
  private static Profile alice(RegisteredKey... keys) {
    return alice(true, List.of("audit:read", "self:*"), keys);
  }

  private static Profile alice(boolean enabled, List<String> grants, RegisteredKey... keys) {
    return new Profile(
        ALICE, "alice", enabled, List.of(), grants.stream().map(text -> Grant.of(CapabilityPattern.parse(text))).toList(), List.of(), List.of(),
        List.of(), Quotas.DEFAULTS, null, List.of(keys));
  }

  /** The principal of the user these tests run as. */
  private static Profile host() {
    return new Profile(HOST, "host", true, List.of("operator"), List.of(), List.of(), List.of(LiveSocket.UID), List.of(), Quotas.DEFAULTS, null);
  }

  private static WhoAmIResponse whoAmI(Channel channel) {
    return SessionServiceGrpc.newBlockingStub(channel).whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  private static Status refused(Channel channel) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> whoAmI(channel)).getStatus();
  }

  private static void uniform(Proving proving) throws Exception {
    Status end = proving.end();
    assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(end.getDescription()).isEqualTo("the proof is not accepted");
  }

  @Test
  void aProvedKeyMakesTheConnectionItsPrincipalsUntilTheCallEnds() throws Exception {
    assertThat(whoAmI(client.plain()).getPrincipal()).isEqualTo("host");
    Proving proving = new Proving(client.plain());
    AuthenticateResponse.Challenge challenge = proving.hello(key.text());
    assertThat(challenge.getKernelId()).isEqualTo(live.kernelId);
    assertThat(challenge.getNonce()).matches("[0-9a-f]{64}");
    proving.prove(key.sign(Proving.words(challenge, key.text())));
    AuthenticateResponse.Opened opened = proving.next().getOpened();
    assertThat(opened.getPrincipal()).isEqualTo("alice");
    assertThat(opened.getKeyId()).isEqualTo(key.id());

    WhoAmIResponse who = whoAmI(client.plain());
    assertThat(who.getPrincipal()).isEqualTo("alice");
    assertThat(who.getProof()).isEqualTo("key");
    assertThat(who.getKeyId()).isEqualTo(key.id());
    assertThat(who.getSessionId()).isEqualTo(opened.getSessionId());
    assertThat(who.getPeer().getPid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(who.getEntitledList()).containsExactly("host");
    try (Client other = live.connect()) {
      assertThat(whoAmI(other.plain()).getPrincipal()).as("another connection of the same process").isEqualTo("host");
    }

    proving.close();
    assertThat(whoAmI(client.plain()).getPrincipal()).isEqualTo("host");
    assertThat(whoAmI(client.plain()).getProof()).isEqualTo("unix-peer");
  }

  @Test
  void onAProvedConnectionAnotherNameIsTheUsersOwnOrRefused() throws Exception {
    try (Proving proving = Proving.open(client.plain(), key)) {
      assertThat(whoAmI(client.as("ALICE")).getProof()).isEqualTo("key");
      WhoAmIResponse host = whoAmI(client.as("host"));
      assertThat(host.getProof()).isEqualTo("unix-peer");
      assertThat(host.getKeyId()).isEmpty();
      assertThat(refused(client.as("somebody-else")).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(proving.next(0)).isNull();
    }
  }

  @Test
  void whateverIsWrongIsOneAnswer() throws Exception {
    HeldKey unknown = HeldKey.make();
    live.policy(alice(key.registered()), host());

    Proving wrongSignature = new Proving(client.plain());
    AuthenticateResponse.Challenge challenge = wrongSignature.hello(key.text());
    wrongSignature.prove(unknown.sign(Proving.words(challenge, key.text())));
    uniform(wrongSignature);

    Proving unknownKey = new Proving(client.plain());
    unknownKey.prove(unknown.sign(Proving.words(unknownKey.hello(unknown.text()), unknown.text())));
    uniform(unknownKey);

    Proving malformed = new Proving(client.plain());
    assertThat(malformed.hello("not a key").getNonce()).hasSize(64);
    malformed.prove("not a signature");
    uniform(malformed);

    Proving otherWords = new Proving(client.plain());
    challenge = otherWords.hello(key.text());
    otherWords.prove(key.sign("reeve-redeem-v1\n" + challenge.getKernelId() + "\n" + challenge.getNonce() + "\n" + key.text() + "\n"));
    uniform(otherWords);

    Proving tooEarly = new Proving(client.plain());
    tooEarly.close();
    uniform(tooEarly);

    live.policy(alice(false, List.of(), key.registered()), host());
    Proving disabled = new Proving(client.plain());
    disabled.prove(key.sign(Proving.words(disabled.hello(key.text()), key.text())));
    uniform(disabled);
    assertThat(whoAmI(client.plain()).getPrincipal()).isEqualTo("host");
    Eventually.isTrue("each is recorded with its cause", () -> causes().containsAll(List.of("wrong signature", "unknown key", "disabled principal")));
  }

  private List<String> causes() {
    return live.audit.records(1, 100).stream().map(record -> record.outcome() == null ? "" : record.outcome().summary()).toList();
  }

  @Test
  void aSignatureOfOneConnectionOpensNothingOnAnother() throws Exception {
    Proving first = new Proving(client.plain());
    AuthenticateResponse.Challenge challenge = first.hello(key.text());
    String signature = key.sign(Proving.words(challenge, key.text()));
    try (Client second = live.connect()) {
      Proving replayed = new Proving(second.plain());
      assertThat(replayed.hello(key.text()).getNonce()).isNotEqualTo(challenge.getNonce());
      replayed.prove(signature);
      uniform(replayed);
    }
    first.prove(signature);
    assertThat(first.next().getOpened().getPrincipal()).isEqualTo("alice");
    first.close();
    Proving again = new Proving(client.plain());
    again.hello(key.text());
    again.prove(signature);
    uniform(again);
  }

  @Test
  void aProcessInsideARunProvesNothing() throws Exception {
    live.insideRun.set(true);
    try (Client inside = live.connect()) {
      Proving proving = new Proving(inside.plain());
      proving.sendHello(key.text());
      Status end = proving.end();
      assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(end.getDescription()).startsWith("this process is nobody to the kernel");
    }
  }

  @Test
  void theScopeOfAKeyLimitsItsSessionAndAChangedOneActsAtOnce() throws Exception {
    live.policy(alice(key.registered("self:session:read")), host());
    try (Proving proving = Proving.open(client.plain(), key)) {
      assertThat(whoAmI(client.plain()).getScope().getAllowList()).containsExactly("self:session:read");
      assertThat(tailRefused().getDescription()).isEqualTo("needs audit:read: it is outside the limits of scope key " + key.id());
      live.policy(alice(key.registered("audit:read", "self:session:read")), host());
      Tail tail = Tail.follow(client.plain());
      live.policy(alice(key.registered("self:session:read")), host());
      Status end = tail.end();
      assertThat(end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(end.getDescription()).startsWith("the right audit:read was taken away: it is outside the limits of");
      assertThat(whoAmI(client.plain()).getProof()).as("the session goes on").isEqualTo("key");
      assertThat(tailRefused().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      live.policy(alice(key.registered("audit:read")), host());
      assertThat(refused(client.plain()).getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(proving.next(0)).isNull();
    }
  }

  private Status tailRefused() throws Exception {
    Tail tail = new Tail();
    dev.reeve.v1.AuditServiceGrpc.newStub(client.plain()).tail(dev.reeve.v1.TailAuditRequest.getDefaultInstance(), tail);
    return tail.end();
  }

  @Test
  void removingTheKeyEndsItsSessionItsStreamsAndItsConnection() throws Exception {
    Proving proving = Proving.open(client.plain(), key);
    Tail tail = Tail.follow(client.plain());
    Tail others = Tail.follow(client.as("host"));
    try (Client bystander = live.connect()) {
      Tail elsewhere = Tail.follow(bystander.plain());
      live.policy(alice(), host());
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(tail.end().getDescription()).isEqualTo("the key of this session was removed");
      assertThat(proving.next().getEnded().getReason()).isEqualTo("the key of this session was removed");
      assertThat(proving.end()).isEqualTo(Status.OK);
      assertThat(others.end().getCode()).as("on the connection that was closed").isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(elsewhere.open()).isTrue();
    }
    assertThat(whoAmI(client.plain()).getPrincipal()).as("a new connection").isEqualTo("host");
  }

  @Test
  void aSecondKeyOnAProvedConnectionIsRefusedAndTheFirstStays() throws Exception {
    try (Proving first = Proving.open(client.plain(), key)) {
      Proving second = new Proving(client.plain());
      second.sendHello(key.text());
      assertThat(second.end().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(whoAmI(client.plain()).getPrincipal()).isEqualTo("alice");
      assertThat(first.next(0)).isNull();
    }
  }

  @Test
  void moreHandshakesAtOnceThanAUserMayHaveAreRefusedUntilOneEnds() throws Exception {
    List<Proving> pending = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Proving proving = new Proving(client.plain());
      proving.hello(key.text());
      pending.add(proving);
    }
    Proving ninth = new Proving(client.plain());
    ninth.sendHello(key.text());
    assertThat(ninth.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    pending.getFirst().close();
    Proving.open(client.plain(), key).close();
  }

  @Test
  void aHandshakeThatTakesTooLongIsEnded() throws Exception {
    Proving silent = new Proving(client.plain());
    Proving half = new Proving(client.plain());
    half.hello(key.text());
    assertThat(half.end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(silent.end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }
}
