package dev.reeve.kernel.identity;

import static dev.reeve.kernel.identity.Enrolment.CHIEF;
import static dev.reeve.kernel.identity.Enrolment.HELPER;
import static dev.reeve.kernel.identity.Enrolment.ROOT;
import static dev.reeve.kernel.identity.Enrolment.bring;
import static dev.reeve.kernel.identity.Enrolment.by;
import static dev.reeve.kernel.identity.Enrolment.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Effect;
import dev.reeve.v1.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Invites on a real policy and database. */
@Timeout(60)
class InviteOperationsTest {

  @TempDir Path folder;

  private final HeldKey key = HeldKey.make();
  private Enrolment world;

  @BeforeEach
  void open() throws Exception {
    world = new Enrolment(folder);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static KernelException refused(Executable call) {
    return catchThrowableOfType(KernelException.class, call::execute);
  }

  private void notAccepted(Redemption redemption) {
    KernelException refused = refused(() -> world.invites.redeem(redemption));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    assertThat(refused.getMessage()).isEqualTo("the token is not accepted: it is wrong, or it has expired, was revoked or is used up");
  }

  private static InviteOperations.Invitation invitation(String... groups) {
    return new InviteOperations.Invitation(List.of(groups), null, 0, "");
  }

  @Test
  void whoBringsTheTokenAndAKeyBecomesAPrincipalOfItsGroupsWithThatKeyAlone() {
    String token = world.invite(0, "developer");
    assertThat(token).matches("reeve_inv_[A-Za-z0-9_-]{32}");
    Redeemed redeemed = world.invites.redeem(bring(token, "carol", key));
    assertThat(redeemed.change()).isNotNull();
    Profile carol = world.profile("carol");
    assertThat(carol.groups()).containsExactly("developer");
    assertThat(carol.keys()).singleElement().satisfies(held -> assertThat(held.publicKey()).isEqualTo(key.text()));
    assertThat(carol.uids()).isEmpty();
    assertThat(carol.grants()).isEmpty();
    assertThat(redeemed.keyId()).isEqualTo(key.id());
    assertThat(world.invites.list("", 10)).isEmpty();
    assertThat(world.invites.redeem(bring(token, "carol", key)).change()).as("the same once more").isNull();
    notAccepted(bring(token, "dave", HeldKey.make()));
  }

  @Test
  void ofSixteenAtOnceExactlyAsManyGetInAsItHasUses() throws Exception {
    for (int uses : List.of(1, 3)) {
      String token = world.invite(uses, "agent");
      CountDownLatch begin = new CountDownLatch(1);
      List<Future<Boolean>> all = new ArrayList<>();
      try (ExecutorService guests = Executors.newFixedThreadPool(16)) {
        for (int i = 0; i < 16; i++) {
          Redemption redemption = bring(token, "guest-" + uses + "-" + i, HeldKey.make());
          all.add(guests.submit(() -> {
            begin.await();
            try {
              world.invites.redeem(redemption);
              return true;
            } catch (KernelException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
              return false;
            }
          }));
        }
        begin.countDown();
        int in = 0;
        for (Future<Boolean> one : all) {
          in += one.get(50, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(in).isEqualTo(uses);
      }
      assertThat(world.changes.current().profiles().stream().filter(profile -> profile.name().startsWith("guest-" + uses))).hasSize(uses);
    }
  }

  @Test
  void aTokenThatIsWrongExpiredRevokedOrOfAnotherKindIsRefusedAlike() {
    String token = world.invite(1, "agent");
    notAccepted(bring(token.substring(0, token.length() - 1) + (token.endsWith("A") ? "B" : "A"), "carol", key));
    notAccepted(bring("", "carol", key));
    notAccepted(bring("reeve_inv_", "carol", key));
    notAccepted(bring(token + "A", "carol", key));
    notAccepted(bring(token.replace("reeve_inv_", "reeve_pair_"), "carol", key));
    String device = token(world.devices.issue(by(ROOT), "root", new DeviceOperations.Pairing("helper", null, "", Enrolment.only("self:*"))));
    notAccepted(bring(device, "carol", key));

    String id = world.invites.list("", 10).getFirst().id();
    assertThat(world.invites.revoke(id, true)).isTrue();
    assertThat(world.invites.revoke(id, false)).isTrue();
    assertThat(world.invites.revoke(id, false)).isFalse();
    notAccepted(bring(token, "carol", key));

    String late = world.invite(1, "agent");
    world.hand.now = world.hand.now.plus(Duration.ofHours(24)).minusSeconds(1);
    assertThat(world.invites.list("", 10)).hasSize(1);
    world.hand.now = world.hand.now.plusSeconds(1);
    notAccepted(bring(late, "carol", key));
    assertThat(world.invites.list("", 10)).isEmpty();
    assertThat(world.changes.current().profile("carol")).isNull();
  }

  @Test
  void theKeyMustHaveSignedExactlyThisTokenAndName() {
    String token = world.invite(1, "agent");
    Redemption right = bring(token, "carol", key);
    for (Redemption wrong :
        List.of(
            new Redemption(Enrolment.KERNEL, token, "mallory", key.text(), right.signature(), ""),
            new Redemption(Enrolment.KERNEL, token, "carol", HeldKey.make().text(), right.signature(), ""),
            new Redemption("another-kernel", token, "carol", key.text(), right.signature(), ""),
            new Redemption(Enrolment.KERNEL, token, "carol", key.text(), "", ""))) {
      KernelException refused = refused(() -> world.invites.redeem(wrong));
      assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
      assertThat(refused.getMessage()).isEqualTo("the signature is not this key's over this token and name");
    }
    KernelException noKey = refused(() -> world.invites.redeem(new Redemption(Enrolment.KERNEL, token, "carol", "00", right.signature(), "")));
    assertThat(noKey.details()).containsEntry("field", "public_key");
    assertThat(world.invites.redeem(right).change()).isNotNull();
  }

  @Test
  void whatFailsLeavesTheInvite() {
    String token = world.invite(1, "agent");
    assertThat(refused(() -> world.invites.redeem(bring(token, "ROOT", key))).code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    assertThat(refused(() -> world.invites.redeem(bring(token, "-x", key))).details()).containsEntry("field", "name");
    HeldKey taken = HeldKey.make();
    world.keys.add(by(ROOT), new KeyOperations.Addition("helper", taken.text(), Enrolment.only("self:*"), "", false));
    KernelException others = refused(() -> world.invites.redeem(bring(token, "carol", taken)));
    assertThat(others.code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    assertThat(others.getMessage()).doesNotContain("helper");
    assertThat(world.invites.list("", 10).getFirst().usesLeft()).isEqualTo(1);
    assertThat(world.invites.redeem(bring(token, "carol", key)).change()).isNotNull();
  }

  @Test
  void nobodyAsksInToMoreThanTheyMayConferThenOrLater() {
    assertThat(refused(() -> world.invites.issue(by(HELPER), "helper", invitation("operator"))).code())
        .isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(refused(() -> world.invites.issue(by(HELPER), "helper", invitation("no-such"))).details()).containsEntry("field", "groups");
    KernelException universal = refused(() -> world.invites.issue(by(ROOT), "root", invitation("admin")));
    assertThat(universal.getMessage()).contains("unsafe_admin");
    assertThat(world.invites.issue(by(ROOT).unsafe(true), "root", invitation("admin")).token()).isNotNull();

    String token = token(world.invites.issue(by(HELPER), "helper", invitation("agent")));
    world.agents.enable(by(ROOT), "helper", false);
    KernelException disabled = refused(() -> world.invites.redeem(bring(token, "carol", key)));
    assertThat(disabled.code()).isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(disabled.getMessage()).isEqualTo("who issued this token may no longer give what it gives: ask for another");
    world.agents.enable(by(ROOT), "helper", true);
    assertThat(world.invites.redeem(bring(token, "carol", key)).change()).as("the invite stayed").isNotNull();

    String chiefs = token(world.invites.issue(by(CHIEF), "chief", invitation("operator")));
    world.agents.modify(by(ROOT), "chief", new dev.reeve.kernel.admin.AgentChanges.Modification(
        List.of("agent"), List.of("admin"), List.of(), List.of(), List.of(), List.of()));
    assertThat(refused(() -> world.invites.redeem(bring(chiefs, "dave", HeldKey.make()))).getMessage()).isEqualTo(disabled.getMessage());
    world.agents.delete(by(ROOT), "chief");
    assertThat(refused(() -> world.invites.redeem(bring(chiefs, "dave", HeldKey.make()))).getMessage()).isEqualTo(disabled.getMessage());
    assertThat(world.changes.current().profile("dave")).isNull();
  }

  @Test
  void anInviteHasBoundsAndADryRunLeavesNone() {
    assertThat(refused(() -> world.invites.issue(by(ROOT), "root", new InviteOperations.Invitation(List.of(), Duration.ofDays(31), 1, ""))).details())
        .containsEntry("field", "lifetime");
    assertThat(refused(() -> world.invites.issue(by(ROOT), "root", new InviteOperations.Invitation(List.of(), Duration.ZERO, 1, ""))).details())
        .containsEntry("field", "lifetime");
    assertThat(refused(() -> world.invites.issue(by(ROOT), "root", new InviteOperations.Invitation(List.of(), null, 1001, ""))).details())
        .containsEntry("field", "max_uses");
    assertThat(refused(() -> world.invites.issue(by(ROOT), "root", new InviteOperations.Invitation(List.of(), null, 1, "x".repeat(65)))).details())
        .containsEntry("field", "label");
    Tickets.Issued dry = world.invites.issue(by(ROOT).dry(true), "root", invitation());
    assertThat(dry.token()).isNull();
    assertThat(dry.ticket().gift().groups()).containsExactly("agent");
    assertThat(world.invites.list("", 10)).isEmpty();
    assertThat(world.changes.current().profiles().stream().map(Profile::name)).containsExactly("chief", "helper", "root");
  }

  @Test
  void invitesAreListedInPages() {
    for (int i = 0; i < 5; i++) {
      world.invite(1, "agent");
    }
    List<Ticket> first = world.invites.list("", 3);
    List<Ticket> rest = world.invites.list(first.getLast().id(), 3);
    assertThat(Stream.concat(first.stream(), rest.stream()).map(Ticket::id)).hasSize(5).doesNotHaveDuplicates().isSorted();
    assertThat(first.getFirst().issuerName()).isEqualTo("root");
  }

  @Test
  void theSecretStandsNowhere() throws Exception {
    String token = world.invite(2, "agent");
    String secret = token.substring("reeve_inv_".length());
    world.invites.redeem(bring(token, "carol", key));
    world.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain(secret);
      }
    }
    assertThat(new Tickets.Issued(new Ticket("i", Ticket.Kind.INVITE, ROOT, "root", Ticket.Gift.groups(List.of()), "", false, 1,
        world.hand.now, world.hand.now), token).toString()).doesNotContain(secret);
    assertThat(bring(token, "x", key).toString()).doesNotContain(secret);
  }

  @Test
  void aUseThatACrashTookForNothingIsGivenBackAndOneThatWasUsedIsNot() {
    String once = world.invite(1, "developer");
    String twice = world.invite(1, "developer");
    taken("cut", once);
    taken("done", twice);
    notAccepted(bring(once, "carol", key));
    world.tickets.recover(effect -> effect.equals("done"));
    assertThat(world.invites.redeem(bring(once, "carol", key)).change()).isNotNull();
    notAccepted(bring(twice, "dora", HeldKey.make()));
    world.tickets.recover(effect -> false);
    notAccepted(bring(twice, "dora", HeldKey.make()));
  }

  /** The kernel dies after it took a use of the ticket. */
  private void taken(String effect, String token) {
    Ticket ticket = world.tickets.find(Ticket.Kind.INVITE, token);
    assertThat(ScopedValue.where(Effect.CURRENT, Effect.of(effect)).call(() -> new TicketStore(world.store).take(ticket.id(), world.hand.instant()))).isTrue();
  }
}
