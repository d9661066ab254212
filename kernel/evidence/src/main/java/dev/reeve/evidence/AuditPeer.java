package dev.reeve.evidence;

import java.time.Instant;

/**
 * The process a request came from.
 *
 * @param uid user, 0 to 2^32 − 1
 * @param gid group, 0 to 2^32 − 1
 * @param pid process, 0 to 2^31 − 1
 * @param started when that process began, so that a reused pid is noticed
 */
public record AuditPeer(long uid, long gid, long pid, Instant started) {

  private static final long MAX_ID = 0xffff_ffffL;

  /** @throws IllegalArgumentException outside the bounds */
  public AuditPeer {
    requireIds(uid, gid, pid);
    AuditTime.require(started);
  }

  static void requireIds(long uid, long gid, long pid) {
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID || pid < 0 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("uid and gid are 0 to 2^32 − 1, pid 0 to 2^31 − 1");
    }
  }
}
