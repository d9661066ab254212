package dev.reeve.kernel.host;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.CapsuleException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Which addresses a request may connect to. The host as written needs {@code net:connect@HOST:PORT}; then each address it leads to must be
 * public or be named by both capsule and caller, and not be revoked. One that is not so refuses the host as a whole.
 */
final class HttpReach {

  private static final String ACTION = "net:connect";
  private static final int MAX_ADDRESSES = 32;
  /** Lookups under way in this process, those nobody waits for any more among them. */
  private static final Semaphore LOOKUPS = new Semaphore(64);

  private final HostRights rights;
  private final NameLookup names;

  HttpReach(HostRights rights, NameLookup names) {
    this.rights = rights;
    this.names = names;
  }

  /** Every address to try, in order, each allowed; a name is looked up once, and not at all where the host is not allowed. */
  List<InetAddress> addresses(HttpTarget target, Deadline deadline) throws CapsuleException {
    rights.require(ACTION, target.resource());
    List<InetAddress> found = target.literal() ? List.of(target.address()) : lookedUp(target.host(), deadline);
    for (InetAddress address : found) {
      String kind = SpecialAddress.kind(address);
      String resource = HttpTarget.resource(plain(address), target.port());
      if (rights.revoked(ACTION, resource)) {
        throw new CapsuleException(Kind.DENIED, target.host() + " leads to " + plain(address) + ", and " + ACTION + " to it is revoked");
      }
      if (kind != null && !rights.named(ACTION, resource)) {
        throw new CapsuleException(
            Kind.DENIED,
            target.host() + " leads to " + kind + " address, " + plain(address) + ", which capsule and principal must both be given by "
                + ACTION + " with that address or a block around it");
      }
    }
    return found;
  }

  private List<InetAddress> lookedUp(String name, Deadline deadline) throws CapsuleException {
    if (!LOOKUPS.tryAcquire()) {
      throw new CapsuleException(Kind.EXHAUSTED, "too many names are being looked up");
    }
    List<InetAddress> found;
    try {
      found = deadline.await(Thread.ofPlatform().daemon().name("lookup"), () -> released(name), () -> {});
    } catch (OutOfMemoryError e) {
      LOOKUPS.release();
      throw new CapsuleException(Kind.EXHAUSTED, "this host gives no more threads", e);
    } catch (IOException e) {
      throw new CapsuleException(Kind.UNAVAILABLE, "no address of " + name + " could be found");
    }
    if (found.isEmpty() || found.size() > MAX_ADDRESSES) {
      throw new CapsuleException(Kind.UNAVAILABLE, name + " has " + found.size() + " addresses; 1 to " + MAX_ADDRESSES + " are taken");
    }
    return found;
  }

  private List<InetAddress> released(String name) throws IOException {
    try {
      return List.copyOf(names.addresses(name));
    } finally {
      LOOKUPS.release();
    }
  }

  /** Without the zone that an address of the host may have. */
  private static String plain(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }
}
