package dev.reeve.kernel.identity;

import static dev.reeve.kernel.identity.Enrolment.HELPER;
import static dev.reeve.kernel.identity.Enrolment.ROOT;
import static dev.reeve.kernel.identity.Enrolment.bring;
import static dev.reeve.kernel.identity.Enrolment.by;
import static dev.reeve.kernel.identity.Enrolment.only;
import static dev.reeve.kernel.identity.Enrolment.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.admin.Asked;
import dev.reeve.kernel.admin.Changed;
import dev.reeve.kernel.authority.KeyLimit;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.edge.HeldKey;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Keys and pairing on a real policy and database. */
@Timeout(60)
class DeviceOperationsTest {

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

  private static KeyOperations.Addition key(String principal, String publicKey, KeyLimit limit) {
    return new KeyOperations.Addition(principal, publicKey, limit, "", false);
  }

  private static Asked within(KeyLimit limit) {
    return Asked.by(HELPER, List.of(limit.scope("0123456789abcdef")));
  }

  @Test
  void aKeyIsAddedOnceAndRemovedOnce() {
    Changed added = world.keys.add(by(HELPER), key("helper", key.text().toUpperCase(java.util.Locale.ROOT), KeyLimit.FULL));
    assertThat(added.changed()).isTrue();
    assertThat(world.keys.list("helper").stream().map(RegisteredKey::id)).containsExactly(key.id());
    assertThat(Objects.requireNonNull(world.changes.current().byKey(key.text())).name()).isEqualTo("helper");
    assertThat(world.keys.add(by(HELPER), key("helper", key.text(), KeyLimit.FULL)).changed()).as("the same again").isFalse();
    KernelException other = refused(() -> world.keys.add(by(HELPER), key("helper", key.text(), only("self:*"))));
    assertThat(other.code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    KernelException others = refused(() -> world.keys.add(by(ROOT), key("root", key.text(), only("self:*"))));
    assertThat(others.code()).isEqualTo(ErrorCode.ERROR_CODE_ALREADY_EXISTS);
    assertThat(others.getMessage()).doesNotContain("helper");
    assertThat(world.keys.remove(by(HELPER), "helper", key.id()).changed()).isTrue();
    assertThat(world.keys.remove(by(HELPER), "helper", key.id()).changed()).isFalse();
    assertThat(world.changes.current().byKey(key.text())).isNull();
  }

  @Test
  void aKeyOfAnotherGivesWhatThatOneHoldsSoItTakesSomebodyWhoMayConferIt() {
    assertThat(refused(() -> world.keys.add(by(HELPER), key("root", key.text(), only("system:shutdown")))).code())
        .isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(refused(() -> world.keys.add(by(HELPER), key("root", key.text(), KeyLimit.FULL))).code())
        .isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
    assertThat(refused(() -> world.keys.add(by(ROOT), key("nobody-there", key.text(), KeyLimit.FULL))).code())
        .isEqualTo(ErrorCode.ERROR_CODE_NOT_FOUND);
  }

  @Test
  void aKeyThatReachesEverythingMustBeSaidToEvenOnesOwn() {
    assertThat(refused(() -> world.keys.add(by(ROOT), key("root", key.text(), KeyLimit.FULL))).getMessage()).contains("unsafe_admin");
    assertThat(refused(() -> world.keys.add(by(ROOT), key("root", key.text(), only("*")))).getMessage()).contains("unsafe_admin");
    assertThat(world.keys.add(by(ROOT), key("root", key.text(), only("system:status"))).changed()).isTrue();
    assertThat(world.keys.add(by(ROOT).unsafe(true), key("root", HeldKey.make().text(), KeyLimit.FULL)).changed()).isTrue();
  }

  @Test
  void nobodyGetsOutOfTheLimitsOfASessionByAKey() {
    KeyLimit limits = new KeyLimit(only("self:*").allow(), only("self:quota:*").allow());
    for (KeyLimit wider : List.of(KeyLimit.FULL, only("self:*"), only("*"), only("self:auth:keys", "agent:list"), only("self:quota:get"))) {
      assertThat(refused(() -> world.keys.add(within(limits), key("helper", key.text(), wider))).getMessage())
          .startsWith("the key's scope must lie within the scope");
    }
    assertThat(world.keys.add(within(limits), key("helper", key.text(), only("self:agent:*"))).changed()).isTrue();
    assertThat(world.keys.add(within(limits), key("helper", HeldKey.make().text(), limits)).changed()).isTrue();
    assertThat(refused(() -> world.devices.issue(within(limits), "helper", new DeviceOperations.Pairing("helper", null, "", KeyLimit.FULL))).code())
        .isEqualTo(ErrorCode.ERROR_CODE_PERMISSION_DENIED);
  }

  @Test
  void unusableKeysLabelsAndTooManyAreRefusedWithTheirField() {
    assertThat(refused(() -> world.keys.add(by(HELPER), key("helper", "0".repeat(64), KeyLimit.FULL))).details())
        .containsEntry("field", "public_key");
    assertThat(refused(() -> world.keys.add(by(HELPER), key("helper", "x".repeat(100_000), KeyLimit.FULL))).details())
        .containsEntry("field", "public_key");
    for (String label : List.of("x".repeat(65), "a\nb")) {
      assertThat(refused(() -> world.keys.add(by(HELPER), new KeyOperations.Addition("helper", key.text(), KeyLimit.FULL, label, false))).details())
          .containsEntry("field", "label");
    }
    for (int i = 0; i < 32; i++) {
      world.keys.add(by(HELPER), key("helper", HeldKey.make().text(), KeyLimit.FULL));
    }
    KernelException full = refused(() -> world.keys.add(by(HELPER), key("helper", key.text(), KeyLimit.FULL)));
    assertThat(full.getMessage()).contains("at most 32 keys");
  }

  @Test
  void aDeviceGetsTheScopeOfItsPairingOnceAndMayBeSeenAndRemoved() {
    DeviceOperations.Pairing pairing = new DeviceOperations.Pairing("helper", null, "phone", only("agent:list"));
    String token = token(world.devices.issue(by(HELPER), "helper", pairing));
    assertThat(token).matches("reeve_pair_[A-Za-z0-9_-]{32}");
    assertThat(world.devices.waiting("helper")).singleElement().satisfies(ticket -> assertThat(ticket.label()).isEqualTo("phone"));
    assertThat(world.devices.waiting("root")).isEmpty();
    Redeemed redeemed = world.devices.redeem(bring(token, "", key));
    assertThat(redeemed.principal()).isEqualTo("helper");
    RegisteredKey device = world.devices.devices("helper").getFirst();
    assertThat(device.limit()).isEqualTo(only("agent:list"));
    assertThat(device.device()).isTrue();
    assertThat(device.label()).isEqualTo("phone");
    assertThat(world.devices.waiting("helper")).isEmpty();
    assertThat(world.devices.redeem(bring(token, "", key)).change()).as("the same key again").isNull();
    assertThat(refused(() -> world.devices.redeem(bring(token, "", HeldKey.make()))).code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    world.keys.add(by(HELPER), key("helper", HeldKey.make().text(), KeyLimit.FULL));
    assertThat(world.devices.devices("helper")).hasSize(1);
    assertThat(world.devices.remove(by(HELPER), "root", key.id())).isNull();
    assertThat(Objects.requireNonNull(world.devices.remove(by(HELPER), "helper", key.id())).changed()).isTrue();
    assertThat(world.devices.devices("helper")).isEmpty();
  }

  @Test
  void aPairingEndsInTimeByRevokeAndWithItsPrincipalsRight() {
    DeviceOperations.Pairing pairing = new DeviceOperations.Pairing("helper", null, "", KeyLimit.FULL);
    String late = token(world.devices.issue(by(HELPER), "helper", pairing));
    world.hand.now = world.hand.now.plus(Duration.ofMinutes(5));
    assertThat(refused(() -> world.devices.redeem(bring(late, "", key))).code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);

    Tickets.Issued revoked = world.devices.issue(by(HELPER), "helper", pairing);
    assertThat(world.devices.cancel("root", revoked.ticket().id(), false)).as("another's").isFalse();
    assertThat(world.devices.cancel("helper", revoked.ticket().id(), true)).isTrue();
    assertThat(world.devices.cancel("helper", revoked.ticket().id(), false)).isTrue();
    assertThat(refused(() -> world.devices.redeem(bring(token(revoked), "", key))).code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);

    String disabled = token(world.devices.issue(by(ROOT), "root", pairing));
    world.agents.enable(by(ROOT), "helper", false);
    assertThat(refused(() -> world.devices.redeem(bring(disabled, "", key))).code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    world.agents.enable(by(ROOT), "helper", true);
    assertThat(world.devices.redeem(bring(disabled, "", key)).change()).isNotNull();
    assertThat(refused(() -> world.devices.issue(by(HELPER), "helper", new DeviceOperations.Pairing("helper", Duration.ofHours(2), "", KeyLimit.FULL)))
            .details())
        .containsEntry("field", "lifetime");
  }
}
