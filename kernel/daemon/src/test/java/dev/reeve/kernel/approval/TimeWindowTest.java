package dev.reeve.kernel.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeWindowTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static TimeWindow window(String from, String to, DayOfWeek... days) {
    return new TimeWindow(LocalTime.parse(from), LocalTime.parse(to), Set.of(days));
  }

  /** 2026-03-07 is a Saturday. */
  private static boolean at(TimeWindow window, String local) {
    return window.contains(LocalDateTime.parse(local).atZone(BERLIN));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-06T23:59:59,false", "2026-03-07T17:59:59.999999999,false", "2026-03-07T18:00,true", "2026-03-07T23:59:59,true", "2026-03-08T00:00,true",
    "2026-03-08T07:59:59,true", "2026-03-08T08:00,false", "2026-03-08T18:00,false", "2026-03-07T00:00,false", "2026-03-07T07:00,false"
  })
  void aWindowOverMidnightBelongsToTheDayOnWhichItBegins(String local, boolean inside) {
    assertThat(at(window("18:00", "08:00", DayOfWeek.SATURDAY), local)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-06T12:00,false", "2026-03-07T08:59:59,false", "2026-03-07T09:00,true", "2026-03-07T16:59:59,true", "2026-03-07T17:00,false",
    "2026-03-08T12:00,true", "2026-03-09T12:00,false"
  })
  void aWindowWithinADayIsOpenOnItsDays(String local, boolean inside) {
    assertThat(at(window("09:00", "17:00", DayOfWeek.SATURDAY, DayOfWeek.SUNDAY), local)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({"2026-03-06T23:59:59,false", "2026-03-07T00:00,true", "2026-03-07T23:59:59,true", "2026-03-08T00:00,false"})
  void daysWithoutTimesAreWhole(String local, boolean inside) {
    assertThat(at(window("00:00", "00:00", DayOfWeek.SATURDAY), local)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource({"2026-03-07T21:59,false", "2026-03-07T22:00,true", "2026-03-07T23:59:59,true", "2026-03-08T00:00,false"})
  void untilMidnightIsNotOverIt(String local, boolean inside) {
    assertThat(at(window("22:00", "00:00", DayOfWeek.SATURDAY), local)).isEqualTo(inside);
  }

  /** On 2026-03-29 clocks in Berlin go from 02:00 to 03:00, at 01:00 UTC. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-29T00:59:59Z,02:00,03:00,false", "2026-03-29T01:00:00Z,02:00,03:00,false", "2026-03-29T00:59:59Z,01:00,02:30,true",
    "2026-03-29T01:00:00Z,01:00,02:30,false", "2026-03-29T01:00:00Z,02:30,04:00,true", "2026-03-29T00:30:00Z,22:00,03:00,true",
    "2026-03-29T01:00:00Z,22:00,03:00,false"
  })
  void anHourThatIsLeftOutIsInNoWindow(Instant now, String from, String to, boolean inside) {
    assertThat(window(from, to).contains(now.atZone(BERLIN))).isEqualTo(inside);
  }

  /** On 2026-10-25 clocks in Berlin go from 03:00 back to 02:00, at 01:00 UTC. */
  @ParameterizedTest
  @CsvSource({
    "2026-10-24T23:59:59Z,02:00,03:00,false", "2026-10-25T00:00:00Z,02:00,03:00,true", "2026-10-25T00:59:59Z,02:00,03:00,true",
    "2026-10-25T01:00:00Z,02:00,03:00,true", "2026-10-25T01:59:59Z,02:00,03:00,true", "2026-10-25T02:00:00Z,02:00,03:00,false",
    "2026-10-25T00:45:00Z,02:15,02:30,false", "2026-10-25T01:20:00Z,02:15,02:30,true"
  })
  void anHourThatComesTwiceCountsTwice(Instant now, String from, String to, boolean inside) {
    assertThat(window(from, to).contains(now.atZone(BERLIN))).isEqualTo(inside);
  }

  /** The windows of a week written out, minute by minute. */
  @Test
  void itIsAsAWeekWrittenOut() {
    Random random = new Random(7);
    LocalDate monday = LocalDate.of(2026, 3, 2);
    for (int round = 0; round < 300; round++) {
      int from = random.nextInt(1440);
      int to = random.nextInt(5) == 0 ? from : random.nextInt(1440);
      Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
      for (DayOfWeek day : DayOfWeek.values()) {
        if (random.nextBoolean()) {
          days.add(day);
        }
      }
      boolean[] open = new boolean[7 * 1440];
      for (DayOfWeek day : days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days) {
        int begin = (day.getValue() - 1) * 1440 + (from == to ? 0 : from);
        int length = from == to ? 1440 : Math.floorMod(to - from, 1440);
        for (int i = 0; i < length; i++) {
          open[(begin + i) % open.length] = true;
        }
      }
      TimeWindow window = new TimeWindow(LocalTime.ofSecondOfDay(from * 60L), LocalTime.ofSecondOfDay(to * 60L), days);
      for (int minute = random.nextInt(3); minute < open.length; minute += 3) {
        ZonedDateTime now = monday.atStartOfDay().plusMinutes(minute).atZone(ZoneId.of("UTC"));
        assertThat(window.contains(now)).as("%s at %s", window, now).isEqualTo(open[minute]);
      }
    }
  }
}
