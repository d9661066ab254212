package dev.reeve.kernel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Who finds room to connect. */
class ConnectionRoomTest {

  private final ConnectionRoom room = new ConnectionRoom(400, uid -> uid == 0);

  private int enter(long uid, int times) {
    int entered = 0;
    for (int i = 0; i < times; i++) {
      entered += room.enter(uid) ? 1 : 0;
    }
    return entered;
  }

  @Test
  void oneUserHasAQuarterAndGuestsTogetherLeaveSomeForOperators() {
    assertThat(enter(1, 500)).isEqualTo(100);
    assertThat(enter(2, 500) + enter(3, 500) + enter(4, 500)).isEqualTo(400 - ConnectionRoom.KEPT_FREE - 100);
    assertThat(enter(5, 1)).isZero();
    assertThat(enter(0, 500)).isEqualTo(ConnectionRoom.KEPT_FREE);
  }

  @Test
  void whoLeavesMakesRoom() {
    enter(1, 100);
    room.leave(1);
    assertThat(enter(1, 5)).isEqualTo(1);
  }
}
