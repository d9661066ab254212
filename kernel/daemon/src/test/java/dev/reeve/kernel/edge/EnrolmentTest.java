package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import dev.reeve.kernel.Eventually;
import dev.reeve.kernel.edge.LiveSocket.Tail;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.AdminServiceGrpc;
import dev.reeve.v1.AgentDisableRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.InviteRedeemResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.KeyAddRequest;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.KeyRemoveRequest;
import dev.reeve.v1.KeyScope;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.PairDeviceRedeemRequest;
import dev.reeve.v1.PairDeviceRevokeRequest;
import dev.reeve.v1.PrincipalConnections;
import dev.reeve.v1.SessionServiceGrpc;
import dev.reeve.v1.WhoAmIRequest;
import dev.reeve.v1.WhoAmIResponse;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Keys, invites and devices over the socket of a whole kernel, from the asking in to the end of the session. */
@Timeout(120)
class EnrolmentTest {

  @TempDir Path folder;

  private final HeldKey key = HeldKey.make();
  private LiveKernel live;
  private Client client;

  @BeforeEach
  void start() throws Exception {
    live = LiveKernel.start(folder);
    client = new Client(live.socket());
  }

  @AfterEach
  void stop() {
    client.close();
    live.close();
  }

  private AdminServiceGrpc.AdminServiceBlockingStub root() {
    return AdminServiceGrpc.newBlockingStub(client.as("root"));
  }

  private AdminServiceGrpc.AdminServiceBlockingStub anybody() {
    return AdminServiceGrpc.newBlockingStub(client.plain());
  }

  private String kernelId() {
    return KernelServiceGrpc.newBlockingStub(client.as("root")).getStatus(GetStatusRequest.getDefaultInstance()).getKernelId();
  }

  private static WhoAmIResponse whoAmI(Channel channel) {
    return SessionServiceGrpc.newBlockingStub(channel).whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  private static StatusRuntimeException refused(Executable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::execute);
  }

  private InviteRedeemRequest redemption(String token, String name, HeldKey by) {
    String words = "reeve-redeem-v1\n" + kernelId() + "\n" + Digest.of(token) + "\n" + name + "\n";
    return InviteRedeemRequest.newBuilder().setToken(token).setName(name).setPublicKey(by.text()).setSignature(by.sign(words)).build();
  }

  private String invite(String group) {
    return root().inviteIssue(InviteIssueRequest.newBuilder().addGroups(group).build()).getToken();
  }

  @Test
  void somebodyIsAskedInProvesTheKeyActsAndIsThrownOut() throws Exception {
    InviteIssueResponse issued = root().inviteIssue(InviteIssueRequest.newBuilder().addGroups("operator").setLabel("for carol").build());
    assertThat(issued.getChanged()).isTrue();
    assertThat(issued.getTicket().getKind()).isEqualTo("invite");
    assertThat(issued.getTicket().getUsesLeft()).isEqualTo(1);
    assertThat(root().inviteList(InviteListRequest.getDefaultInstance()).getTicketsList()).containsExactly(issued.getTicket());
    InviteRedeemResponse redeemed = anybody().inviteRedeem(redemption(issued.getToken(), "carol", key));
    assertThat(redeemed.getChanged()).isTrue();
    assertThat(redeemed.getPrincipal()).isEqualTo("carol");
    assertThat(redeemed.getKeyId()).isEqualTo(key.id());
    assertThat(root().inviteList(InviteListRequest.getDefaultInstance()).getTicketsList()).isEmpty();

    try (Client carol = new Client(live.socket());
        Proving proving = Proving.open(carol.plain(), key)) {
      assertThat(whoAmI(carol.plain()).getPrincipal()).isEqualTo("carol");
      assertThat(AdminServiceGrpc.newBlockingStub(carol.plain()).agentList(AgentListRequest.getDefaultInstance()).getPrincipalsList()).isNotEmpty();
      assertThat(
              KernelServiceGrpc.newBlockingStub(client.as("root")).getStatus(GetStatusRequest.getDefaultInstance()).getConnectionsByPrincipalList())
          .contains(PrincipalConnections.newBuilder().setPrincipal("carol").setCount(1).build());
      Tail tail = Tail.follow(carol.plain());
      root().agentDisable(AgentDisableRequest.newBuilder().setPrincipal("carol").build());
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(proving.next().getEnded().getReason()).isEqualTo("the principal of this session was disabled");
    }
  }

  @Test
  void removingAKeyOrARightActsOnTheOpenSessionAtOnce() throws Exception {
    anybody().inviteRedeem(redemption(invite("operator"), "carol", key));
    try (Client carol = new Client(live.socket());
        Proving proving = Proving.open(carol.plain(), key)) {
      Tail tail = Tail.follow(carol.plain());
      root().capsRevoke(CapsRevokeRequest.newBuilder().setPrincipal("carol").addCapabilities("audit:read").build());
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(tail.end().getDescription()).isEqualTo("the right audit:read was taken away: it is revoked by audit:read");
      assertThat(whoAmI(carol.plain()).getProof()).isEqualTo("key");
      assertThat(root().keyList(KeyListRequest.newBuilder().setPrincipal("carol").build()).getKeys(0).getKeyId()).isEqualTo(key.id());
      KeyRemoveRequest removal = KeyRemoveRequest.newBuilder().setPrincipal("carol").setKeyId(key.id()).build();
      assertThat(root().keyRemove(removal.toBuilder().setDryRun(true).build()).getChanged()).isTrue();
      assertThat(whoAmI(carol.plain()).getPrincipal()).isEqualTo("carol");
      assertThat(root().keyRemove(removal).getChanged()).isTrue();
      assertThat(proving.next().getEnded().getReason()).isEqualTo("the key of this session was removed");
      assertThat(root().keyRemove(removal).getChanged()).isFalse();
    }
  }

  @Test
  void aDevicePairsWithinItsScopeAndIsRevoked() throws Exception {
    PairDeviceIssueRequest pairing =
        PairDeviceIssueRequest.newBuilder().setPrincipal("bot").setLabel("phone").setScope(KeyScope.newBuilder().addAllow("self:session:read")).build();
    var issued = AdminServiceGrpc.newBlockingStub(client.as("bot")).pairDeviceIssue(pairing);
    assertThat(issued.getTicket().getPrincipal()).isEqualTo("bot");
    String words = "reeve-redeem-v1\n" + kernelId() + "\n" + Digest.of(issued.getToken()) + "\n\n";
    PairDeviceRedeemRequest redemption =
        PairDeviceRedeemRequest.newBuilder().setToken(issued.getToken()).setPublicKey(key.text()).setSignature(key.sign(words)).build();
    assertThat(anybody().pairDeviceRedeem(redemption).getChanged()).isTrue();
    assertThat(anybody().pairDeviceRedeem(redemption).getChanged()).as("the same key again").isFalse();
    PairDeviceListRequest mine = PairDeviceListRequest.newBuilder().setPrincipal("bot").build();
    assertThat(AdminServiceGrpc.newBlockingStub(client.as("bot")).pairDeviceList(mine).getDevices(0).getLabel()).isEqualTo("phone");
    try (Client phone = new Client(live.socket());
        Proving proving = Proving.open(phone.plain(), key)) {
      assertThat(whoAmI(phone.plain()).getScope().getAllowList()).containsExactly("self:session:read");
      StatusRuntimeException outside =
          refused(() -> AdminServiceGrpc.newBlockingStub(phone.plain()).keyAdd(KeyAddRequest.newBuilder().setPrincipal("bot").build()));
      assertThat(outside.getStatus().getDescription()).isEqualTo("needs auth:keys: it is outside the limits of scope key " + key.id());
      PairDeviceRevokeRequest revoke = PairDeviceRevokeRequest.newBuilder().setPrincipal("bot").setId(key.id()).build();
      assertThat(root().pairDeviceRevoke(revoke).getChanged()).isTrue();
      assertThat(proving.next().getEnded().getReason()).isEqualTo("the key of this session was removed");
      assertThat(root().pairDeviceRevoke(revoke).getChanged()).isFalse();
    }
  }

  @Test
  void aRevokedInviteLetsNobodyInAndBadFieldsAreNamed() throws Exception {
    InviteIssueResponse issued = root().inviteIssue(InviteIssueRequest.getDefaultInstance());
    InviteRevokeRequest revoke = InviteRevokeRequest.newBuilder().setId(issued.getTicket().getId()).build();
    assertThat(root().inviteRevoke(revoke).getChanged()).isTrue();
    assertThat(root().inviteRevoke(revoke).getChanged()).isFalse();
    assertThat(refused(() -> anybody().inviteRedeem(redemption(issued.getToken(), "carol", key))).getStatus().getCode())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(refused(() -> root().inviteRevoke(InviteRevokeRequest.newBuilder().setId("x").build())).getStatus().getDescription())
        .isEqualTo("id: is no id of a ticket");
    KeyAddRequest bad =
        KeyAddRequest.newBuilder().setPrincipal("bot").setPublicKey(key.text()).setScope(KeyScope.newBuilder().addAllow("self:*").addAllow("a**")).build();
    assertThat(refused(() -> root().keyAdd(bad)).getStatus().getDescription()).startsWith("scope.allow[1]: ");
    KeyAddRequest half = KeyAddRequest.newBuilder().setPrincipal("bot").setPublicKey(key.text().substring(1)).build();
    assertThat(refused(() -> root().keyAdd(half)).getStatus().getDescription())
        .isEqualTo("public_key: is a raw Ed25519 public key as 64 hexadecimal digits");
  }

  @Test
  void aTokenIsToldOnceAndStandsInNoRecordErrorOrFile() throws Exception {
    String token = invite("agent");
    String secret = token.substring("reeve_inv_".length());
    Metadata headers = new Metadata();
    headers.put(ChainInterceptor.REQUEST_ID, "redeeming-1");
    Channel named = ClientInterceptors.intercept(client.plain(), MetadataUtils.newAttachHeadersInterceptor(headers));
    StatusRuntimeException taken = refused(() -> AdminServiceGrpc.newBlockingStub(named).inviteRedeem(redemption(token, "root", key)));
    assertThat(taken.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(taken.getStatus().getDescription() + Objects.requireNonNull(taken.getTrailers())).doesNotContain(secret);
    assertThat(anybody().inviteRedeem(redemption(token, "carol", key)).getChanged()).isTrue();
    live.close();
    StringBuilder audit = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(bytes).as(file.toString()).doesNotContain(secret);
        if (file.startsWith(live.home().audit())) {
          audit.append(bytes);
        }
      }
    }
    assertThat(audit.toString()).contains("AdminService/InviteRedeem").contains("redeeming-1").contains("[redacted]").contains("ALREADY_EXISTS");
    assertThat(audit.toString().lines().filter(line -> line.contains("InviteRedeem")))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).contains("\"anonymous\""));
  }

  @Test
  void whoGuessesTokensIsStoppedAndWhoHasOneIsNot() throws Exception {
    for (int i = 0; i < 12; i++) {
      assertThat(anybody().inviteRedeem(redemption(invite("agent"), "guest-" + i, HeldKey.make())).getChanged()).as("success does not count").isTrue();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(refused(() -> anybody().inviteRedeem(redemption("reeve_inv_" + "A".repeat(32), "eve", key))).getStatus().getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
    }
    StatusRuntimeException stopped = refused(() -> anybody().inviteRedeem(redemption("reeve_inv_" + "A".repeat(32), "eve", key)));
    assertThat(stopped.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    RetryInfo retry = Objects.requireNonNull(Client.detail(stopped, RetryInfo.class));
    assertThat(retry.getRetryDelay().getSeconds()).isBetween(1L, 60L);
  }

  @Test
  void aKeyEditedOutOfAProfilesFileEndsItsSession() throws Exception {
    anybody().inviteRedeem(redemption(invite("operator"), "carol", key));
    Path profile = live.home().principals().resolve("carol.toml");
    try (Client carol = new Client(live.socket());
        Proving proving = Proving.open(carol.plain(), key)) {
      Tail tail = Tail.follow(carol.plain());
      List<String> lines = Files.readAllLines(profile);
      int auth = lines.indexOf("[[auth.public_keys]]");
      assertThat(auth).isPositive();
      Files.write(profile, lines.subList(0, lines.indexOf("[auth]") < 0 ? auth : lines.indexOf("[auth]")));
      assertThat(tail.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(proving.next().getEnded().getReason()).isEqualTo("the key of this session was removed");
    }
    Eventually.isTrue("nobody holds the key", () -> {
      Proving again = new Proving(client.plain());
      again.prove(key.sign(Proving.words(again.hello(key.text()), key.text())));
      return again.end().getCode() == Status.Code.UNAUTHENTICATED;
    });
  }
}
