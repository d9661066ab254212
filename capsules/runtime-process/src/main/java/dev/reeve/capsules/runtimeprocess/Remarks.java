package dev.reeve.capsules.runtimeprocess;

import dev.reeve.capsule.Confinement;
import dev.reeve.capsule.RuntimeDescription.Enforcement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an operator should know about this host, in sentences. */
final class Remarks {

  private Remarks() {}

  static List<String> on(List<Confinement> confinement, Map<String, Enforcement> limits) {
    List<String> remarks = new ArrayList<>();
    for (Confinement way : confinement) {
      String detail = way.detail().isEmpty() ? "" : ": " + way.detail();
      if (!way.usable()) {
        remarks.add("Confinement by " + way.name() + " does not work here" + detail + ".");
      } else if (!detail.isEmpty()) {
        remarks.add("Confinement by " + way.name() + " works here" + detail + ".");
      }
    }
    if (confinement.stream().noneMatch(Confinement::usable)) {
      remarks.add("Nothing confines a program on this host, so every run is refused.");
    } else if (confinement.stream().noneMatch(way -> way.name().equals("namespaces") && way.usable())) {
      remarks.add("Agents with security.trust: untrusted are refused, because they need namespaces.");
    }
    for (Map.Entry<String, Enforcement> limit : new TreeMap<>(limits).entrySet()) {
      switch (limit.getValue()) {
        case EXACT -> {}
        case APPROXIMATE -> remarks.add("The limit " + limit.getKey() + " is kept only approximately here.");
        case NONE -> remarks.add("The limit " + limit.getKey() + " cannot be kept here: a manifest that asks for it is refused.");
      }
    }
    return List.copyOf(remarks);
  }
}
