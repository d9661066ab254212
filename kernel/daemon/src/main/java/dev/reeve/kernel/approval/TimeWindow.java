package dev.reeve.kernel.approval;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Times of the week by the clock on the wall. One that goes over midnight belongs to the day on which it begins.
 *
 * @param from inclusive
 * @param to exclusive; equal to {@code from}: the whole day
 * @param days none: every day
 */
record TimeWindow(LocalTime from, LocalTime to, Set<DayOfWeek> days) {

  TimeWindow {
    days = Set.copyOf(days);
  }

  boolean contains(ZonedDateTime now) {
    LocalTime time = now.toLocalTime();
    DayOfWeek today = now.getDayOfWeek();
    if (from.isBefore(to)) {
      return !time.isBefore(from) && time.isBefore(to) && on(today);
    }
    return time.isBefore(to) ? on(from.equals(to) ? today : today.minus(1)) : !time.isBefore(from) && on(today);
  }

  private boolean on(DayOfWeek day) {
    return days.isEmpty() || days.contains(day);
  }
}
