package dev.reeve.bench.crash;

import java.util.ArrayList;
import java.util.List;

/** Holds what a kernel has against what its clients may count on. */
final class Comparison {

  private Comparison() {}

  /**
   * What one client may find.
   *
   * @param counted what holds by its acknowledged changes
   * @param perhaps what holds if the change it was not answered took place; the same where there is none
   */
  record Expected(String owner, Facts counted, Facts perhaps) {}

  /** Everything the kernel has, against all clients; what belongs to none of them is invented. */
  static Findings of(List<Expected> clients, Facts kernel) {
    Findings found = Findings.NONE;
    Facts others = kernel;
    for (Expected client : clients) {
      Facts own = kernel.of(client.owner());
      others = others.without(own);
      found = found.and(of(client, own));
    }
    return found.and(new Findings(List.of(), List.copyOf(others.all()), List.of()));
  }

  private static Findings of(Expected client, Facts own) {
    Facts sure = client.counted().common(client.perhaps());
    Facts possible = client.counted().with(client.perhaps());
    List<String> lost = List.copyOf(sure.without(own).all());
    List<String> invented = new ArrayList<>(own.without(possible).all());
    if (lost.isEmpty() && invented.isEmpty() && !own.equals(client.counted()) && !own.equals(client.perhaps())) {
      invented.add("half a change of " + client.owner() + ": there is " + own.without(sure).all() + ", before it was "
          + client.counted().without(sure).all() + ", whole it is " + client.perhaps().without(sure).all());
    }
    return new Findings(lost, invented, List.of());
  }
}
