package dev.reeve.kernel.host;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Where the addresses of a name come from. */
@FunctionalInterface
interface NameLookup {

  /** As this host resolves names; blocks, and cannot be interrupted. */
  NameLookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));

  /** All addresses of a name, at least one; throws where there is none. */
  List<InetAddress> addresses(String name) throws UnknownHostException;
}
