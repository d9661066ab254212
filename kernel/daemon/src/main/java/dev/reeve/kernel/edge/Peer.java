package dev.reeve.kernel.edge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The process at the other end of a connection, as the kernel of the operating system says.
 *
 * @param pid 0 when it lives in a pid namespace this process cannot see
 * @param started when it began; null when it was gone before it could be read
 * @param nobody whether it may be nobody on the main socket; see {@link PeerRules}
 */
public record Peer(long uid, long gid, long pid, @Nullable Instant started, boolean nobody) {}
