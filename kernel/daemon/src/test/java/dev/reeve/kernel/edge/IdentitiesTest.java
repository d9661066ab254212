package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.Quotas;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.store.Ids;
import dev.reeve.v1.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentitiesTest {

  private static final Policy POLICY =
      Policy.of(
          1, List.of(),
          List.of(
              profile("alice", true, 1000), profile("bob", true, 1001), profile("bob-ci", true, 1001), profile("gone", false, 1002),
              profile("nobody-logs-in", true)),
          Map.of("broken", "it cannot be read"));

  private static Profile profile(String name, boolean enabled, long... uids) {
    return new Profile(
        Ids.next(), name, enabled, List.of("agent"), List.of(), List.of(), java.util.Arrays.stream(uids).boxed().toList(), List.of(),
        Quotas.DEFAULTS, null);
  }

  private static Peer peer(long uid, boolean nobody) {
    return new Peer(uid, 100, 4711, Instant.EPOCH, nobody);
  }

  private static Caller resolve(@Nullable Peer peer, @Nullable String as) {
    return Identities.resolve(POLICY, peer, as);
  }

  private static String refused(Peer peer, @Nullable String as) {
    KernelException refused = catchThrowableOfType(KernelException.class, () -> resolve(peer, as));
    assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_UNAUTHENTICATED);
    return String.valueOf(refused.getMessage());
  }

  @Test
  void theOnePrincipalThatListsTheUserIsTheCaller() {
    Caller caller = resolve(peer(1000, false), null);
    assertThat(caller.name()).isEqualTo("alice");
    assertThat(caller.proof()).isEqualTo("unix-peer");
    assertThat(caller.entitled()).containsExactly("alice");
    assertThat(caller.run()).isNull();
    assertThat(caller.scopes()).isEmpty();
  }

  @Test
  void aPrincipalThatListsTheGroupIsTheCallerToo() {
    Profile team =
        new Profile(Ids.next(), "team", true, List.of("agent"), List.of(), List.of(), List.of(), List.of(100L), Quotas.DEFAULTS, null);
    Policy policy = Policy.of(1, List.of(), List.of(team), Map.of());
    assertThat(Identities.resolve(policy, peer(4242, false), null).name()).isEqualTo("team");
    assertThat(Identities.resolve(policy, new Peer(4242, 101, 4711, Instant.EPOCH, false), null).principal()).isNull();
  }

  @Test
  void withSeveralTheClientSaysWhichIgnoringCase() {
    assertThat(resolve(peer(1001, false), "bob-ci").name()).isEqualTo("bob-ci");
    assertThat(resolve(peer(1001, false), "BOB").name()).isEqualTo("bob");
    assertThat(resolve(peer(1001, false), "bob").entitled()).containsExactly("bob", "bob-ci");
    assertThat(refused(peer(1001, false), null)).isEqualTo("user id 1001 fits several principals: say which of [bob, bob-ci]");
  }

  @Test
  void aNameTheUserIsNotEntitledToIsRefusedWhetherItExistsOrNot() {
    assertThat(refused(peer(1000, false), "bob")).isEqualTo("user id 1000 may not act as 'bob'");
    assertThat(refused(peer(1000, false), "no-such")).isEqualTo("user id 1000 may not act as 'no-such'");
    assertThat(refused(peer(1000, false), "broken")).isEqualTo("user id 1000 may not act as 'broken'");
    assertThat(refused(peer(1000, false), "")).isEqualTo("user id 1000 may not act as ''");
    assertThat(refused(peer(4242, false), "alice")).isEqualTo("user id 4242 may not act as 'alice'");
  }

  @Test
  void aUserNobodyListsIsAnonymous() {
    Caller caller = resolve(peer(4242, false), null);
    assertThat(caller.principal()).isNull();
    assertThat(caller.name()).isEqualTo("anonymous");
    assertThat(caller.entitled()).isEmpty();
  }

  @Test
  void whoIsNobodyOrWithoutPeerIsAnonymousWhateverItAsksFor() {
    for (String as : new @Nullable String[] {null, "alice", "bob"}) {
      assertThat(resolve(peer(1000, true), as).principal()).isNull();
      assertThat(resolve(null, as).principal()).isNull();
    }
  }

  @Test
  void aDisabledPrincipalIsItselfAndIsDeniedLater() {
    assertThat(resolve(peer(1002, false), null).name()).isEqualTo("gone");
  }
}
