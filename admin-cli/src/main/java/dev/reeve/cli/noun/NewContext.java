package dev.reeve.cli.noun;

import dev.reeve.cli.call.Globals;
import dev.reeve.cli.config.Context;
import dev.reeve.cli.config.KernelAddress;
import dev.reeve.cli.config.Setting;
import dev.reeve.cli.tunnel.SshAddress;
import dev.reeve.client.ReeveException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A context as the line says it: by the options it is to stand for. */
final class NewContext {

  private static final int LONGEST_DESCRIPTION = 200;

  @Option(
      names = "--ssh",
      paramLabel = "ssh://[USER@]HOST[:PORT][/PATH]",
      description = "Its kernel is on another host: that of the socket PATH there, by default /run/reeve/kernel.sock.")
  @Nullable String ssh;

  @Option(names = "--description", paramLabel = "T", defaultValue = "", description = "What it is; at most 200 characters.")
  String description = "";

  /** @throws ReeveException when it is no context, or says not exactly one kernel */
  Context read(String name, Globals line) {
    String wrong = Context.problem(name);
    if (wrong != null) {
      throw ReeveException.usage(wrong, "choose another name");
    }
    List<KernelAddress> kernels = new ArrayList<>();
    String socket = absolute(line.typed(Setting.SOCKET));
    if (socket != null) {
      kernels.add(new KernelAddress.Socket(Path.of(socket)));
    }
    String home = absolute(line.typed(Setting.HOME));
    if (home != null) {
      kernels.add(new KernelAddress.Home(Path.of(home)));
    }
    if (ssh != null) {
      kernels.add(new KernelAddress.Remote(address(ssh)));
    }
    if (kernels.size() != 1) {
      throw ReeveException.usage("where the kernel of the context is, is not said, or in several ways", "give one of: --socket; --home; --ssh");
    }
    if (description.length() > LONGEST_DESCRIPTION || description.chars().anyMatch(Character::isISOControl)) {
      throw ReeveException.usage("a description is one line of at most " + LONGEST_DESCRIPTION + " characters", "choose a shorter one");
    }
    String principal = line.typed(Setting.PRINCIPAL);
    String key = line.typed(Setting.KEY);
    boolean file = key != null && !key.equals("agent") && !key.startsWith("agent:");
    return new Context(name, kernels.getFirst(), principal, file ? absolute(key) : key, description);
  }

  private static SshAddress address(String text) {
    try {
      return SshAddress.parse(text);
    } catch (IllegalArgumentException none) {
      throw ReeveException.usage(String.valueOf(none.getMessage()), "for instance ssh://ops@lab.example");
    }
  }

  private static @Nullable String absolute(@Nullable String path) {
    return path == null ? null : Path.of(path).toAbsolutePath().normalize().toString();
  }
}
