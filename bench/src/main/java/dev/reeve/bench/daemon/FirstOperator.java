package dev.reeve.bench.daemon;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** The profile of {@code default}, the operator of a new home, with the limits on calls as high as they go. */
public final class FirstOperator {

  /** As many calls of one principal as may be served at once. */
  public static final int MAX_IN_FLIGHT = 64;

  private FirstOperator() {}

  /** Writes it into a home that no kernel has started on; processes of this process's user act as it. */
  public static void write(Path home) throws IOException {
    Path principals = Files.createDirectories(home.resolve("etc/principals"));
    Files.writeString(
        principals.resolve("default.toml"),
        """
        profile_version = 1
        id = "%s"
        groups = ["admin"]

        [auth]
        methods = ["system", "keypair"]
        uids = [%d]

        [[auth.public_keys]]
        pubkey = "%s"

        [quotas]
        max_in_flight_calls = %d
        max_requests_per_minute = 1000000000
        max_ipc_throughput_bytes = 1000000000000
        """
            .formatted(UUID.randomUUID(), new UnixSystem().getUid(), OperatorKey.PUBLIC, MAX_IN_FLIGHT));
  }
}
