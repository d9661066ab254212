package dev.reeve.cli.daemon;

import dev.reeve.cli.backup.InterruptedRestore;
import dev.reeve.cli.call.Invocation;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import dev.reeve.client.SocketPath;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Ends a kernel and starts another on its home; nothing is ended that could not be started again by this user. */
public final class Restarting {

  private Restarting() {}

  /**
   * The home of the kernel that answers, else the one that would be started; the former kernel is gone then.
   *
   * @throws ReeveException when it may not be ended, is not gone in time, or is not this user's to start again
   */
  public static Path end(Invocation call, String reason) throws IOException, InterruptedException {
    requireHere(call, "restart it there");
    Path socket = call.socket();
    if (new Startup(socket).ask().isEmpty()) {
      Path home = call.homeToStart();
      InterruptedRestore.refuse(home);
      call.tell("no kernel answers at " + socket + "; one is started");
      return home;
    }
    GetStatusResponse status = call.connect().kernel().getStatus(GetStatusRequest.getDefaultInstance());
    if (status.getPid() == 0) {
      throw ReeveException.local(
          LocalError.FAILED, "the kernel does not tell " + status.getPrincipal() + " its home: that needs system:status",
          "run this as an administrator");
    }
    Optional<String> unit = ServiceUnit.of(status.getPid());
    if (unit.isPresent()) {
      throw ReeveException.local(
          LocalError.FAILED, "kernel " + status.getPid() + " is run by systemd", "type 'systemctl restart " + unit.get() + "'");
    }
    Path home = Path.of(status.getHome());
    requireOwn(home);
    if (!Files.exists(SocketPath.ofHome(home)) || !Files.isSameFile(socket, SocketPath.ofHome(home))) {
      throw ReeveException.local(
          LocalError.FAILED, "the kernel at " + socket + " has the home " + home + ", whose socket is another",
          "stop it with 'reeve daemon stop' and start it as it was started");
    }
    long unused = Stopping.stop(call, reason);
    return home;
  }

  /** @throws ReeveException when the kernel that is meant is on another host */
  public static void requireHere(Invocation call, String remedy) {
    if (call.remote().isPresent()) {
      throw ReeveException.usage("the kernel is on another host, " + call.remote().get(), remedy);
    }
  }

  private static void requireOwn(Path home) throws IOException {
    if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
      throw ReeveException.local(LocalError.FAILED, "the kernel's home " + home + " is no folder here", "restart it where it runs");
    }
    String owner = Files.getOwner(home).getName();
    if (!owner.equals(System.getProperty("user.name"))) {
      throw ReeveException.local(
          LocalError.FAILED, home + " belongs to " + owner + ": a kernel of yours could not serve it", "run this as " + owner);
    }
  }
}
