package dev.reeve.cli.doctor;

import dev.reeve.cli.doctor.Finding.Level;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The socket: one that nobody listens on is in nobody's way but misleads. */
final class SocketLook {

  private static final Set<PosixFilePermission> FORBIDDEN = PosixFilePermissions.fromString("--x--xrwx");

  private SocketLook() {}

  static void look(Examination subject, Report to) throws IOException {
    Path socket = subject.socket();
    if (socket == null) {
      to.skipped("there can be none: see " + Check.KERNEL_ANSWER.id(), "");
    } else if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      to.ok("there is none at " + socket);
    } else if (subject.kernel() != null || listens(socket)) {
      FileRights.only(socket, FORBIDDEN, to);
      if (to.empty()) {
        to.ok("somebody listens at " + socket + ", and it is not for everybody");
      }
    } else {
      to.repairable(
          Level.WARN,
          socket + " was left by a kernel that is gone",
          new Report.Repair("remove " + socket, "it is removed", FileRights.own(socket), () -> remove(socket)));
    }
  }

  /** A kernel may have begun to listen meanwhile. */
  private static void remove(Path socket) throws IOException {
    if (listens(socket)) {
      throw new IOException("somebody listens there by now");
    }
    Files.delete(socket);
  }

  /** Whether somebody accepts connections there, or this user cannot tell. */
  private static boolean listens(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      return !String.valueOf(refused.getMessage()).contains("Connection refused");
    }
  }
}
