package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final long OWN = 1000;

  private static Peer peer(long uid, boolean nobody) {
    return new Peer(uid, 1, 1, Instant.EPOCH, nobody);
  }

  private static int fill(Places places, Peer peer) {
    int taken = 0;
    while (places.take(peer)) {
      taken++;
    }
    return taken;
  }

  @Test
  void oneUserHasSoManyAndNoMore() {
    Places places = new Places(100, 10, 5, uid -> uid == 0 || uid == OWN);
    assertThat(fill(places, peer(2000, false))).isEqualTo(10);
    assertThat(fill(places, peer(2001, false))).isEqualTo(10);
    places.leave(peer(2000, false));
    assertThat(fill(places, peer(2000, false))).isEqualTo(1);
    assertThat(places.taken()).isEqualTo(20);
  }

  @Test
  void theLastPlacesAreForOperatorsWhoHaveNoBoundOfTheirOwn() {
    Places places = new Places(20, 10, 5, uid -> uid == 0 || uid == OWN);
    int others = 0;
    for (long uid = 2000; uid < 2100; uid++) {
      others += fill(places, peer(uid, false));
    }
    assertThat(others).isEqualTo(15);
    assertThat(places.take(peer(OWN, false))).isTrue();
    assertThat(fill(places, peer(0, false))).isEqualTo(4);
    assertThat(places.take(peer(OWN, false))).isFalse();
  }

  @Test
  void whoIsNobodySharesOnePortionAndTakesNoneOfItsUsers() {
    Places places = new Places(100, 10, 5, uid -> uid == 0 || uid == OWN);
    assertThat(fill(places, peer(OWN, true))).isEqualTo(10);
    assertThat(places.take(null)).isFalse();
    assertThat(places.take(peer(0, true))).isFalse();
    assertThat(fill(places, peer(OWN, false))).isEqualTo(90);
  }
}
