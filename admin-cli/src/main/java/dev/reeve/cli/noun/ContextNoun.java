package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.config.ConfigChange;
import dev.reeve.cli.config.ConfigWriter;
import dev.reeve.cli.config.Context;
import dev.reeve.cli.config.Settings;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve context}: kernels by name, and which of them is spoken to. */
@Command(
    name = "context",
    addMethodSubcommands = false,
    description = {
      "Kernels by name: of this host, or of another over ssh. Which is spoken to says --context, else REEVE_CONTEXT, else 'context use'.",
      "They are kept in the files of 'reeve config'. Needs no kernel."
    })
public final class ContextNoun {

  private static final String LIST = "see 'reeve context list'";
  private static final String DRY_RUN = "Only show the difference it would make to the file.";

  private final Invocation call;

  public ContextNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "list", description = "All of them; * marks the one in use, (*) one that is named but does not count.")
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name");
    Pages.requireLimit(limit);
    call.output()
        .list(
            ContextViews.all(settings().again(), settings()).stream().filter(row -> filters.fits("name", row.context().name())).limit(limit).toList(),
            ContextViews.CONTEXT);
    return 0;
  }

  @Command(name = "show", description = "One of them.")
  int show(@Parameters(paramLabel = "NAME", arity = "0..1", description = "Default: the one in use.") @Nullable String name) {
    Settings now = settings().again();
    Context context = name == null ? inUse() : now.context(name);
    if (context == null) {
      throw ReeveException.local(LocalError.NOT_FOUND, "there is no context '" + name + "'", LIST);
    }
    call.output().one(ContextViews.row(context, now, settings()), ContextViews.CONTEXT);
    return 0;
  }

  @Command(name = "current", description = "The name of the one in use. An error when none is.")
  int current() {
    Context context = inUse();
    if (call.output().json()) {
      call.output().one(ContextViews.row(context, settings(), settings()), ContextViews.CONTEXT);
    } else {
      call.output().line(context.name());
    }
    return 0;
  }

  private Context inUse() {
    Context context = settings().context();
    if (context != null) {
      return context;
    }
    String name = settings().contextName();
    String overruled = settings().overruled();
    String why = name == null ? "" : overruled == null ? ": there is none of the name '" + name + "'" : ": " + overruled + " counts before '" + name + "'";
    throw ReeveException.local(LocalError.NOT_FOUND, "no context is in use" + why, LIST);
  }

  @Command(name = "use", description = "Speak to the kernel of a context from now on, where neither the line nor the environment names another.")
  int use(
      @Parameters(paramLabel = "NAME", arity = "0..1", description = "Left out with --none.") @Nullable String name,
      @Option(names = "--none", description = "Use no context.") boolean none,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    if ((name == null) != none) {
      throw ReeveException.usage("which context is not said, or in two ways", "give a NAME, or --none");
    }
    if (name != null && settings().again().context(name) == null) {
      throw ReeveException.local(LocalError.NOT_FOUND, "there is no context '" + name + "'", LIST);
    }
    ConfigWriter writer = writer(dryRun);
    tell(name == null ? writer.useNone() : writer.use(name));
    return 0;
  }

  @Command(
      name = "add",
      description = {
        "Make a context of options of this line: its kernel by one of --socket, --home and --ssh; who to be there by --as and --with-key.",
        "For instance: reeve context add lab --ssh ssh://ops@lab.example --as ops"
      })
  int add(
      @Parameters(paramLabel = "NAME", description = "1 to 64 of [A-Za-z0-9_-].") String name,
      @Mixin NewContext fresh,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    tell(writer(dryRun).add(fresh.read(name, call.globals())));
    return 0;
  }

  @Command(name = "remove", description = "Forget a context, after asking; where it is in use, none is from then on.")
  int remove(
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Option(names = "--dry-run", description = DRY_RUN) boolean dryRun) {
    if (!dryRun) {
      Confirmation.require("Forget context " + name + "?", "nothing was changed", call);
    }
    tell(writer(dryRun).remove(name));
    return 0;
  }

  private Settings settings() {
    return call.globals().settings();
  }

  private ConfigWriter writer(boolean dryRun) {
    return new ConfigWriter(settings().files().user(), dryRun);
  }

  private void tell(ConfigChange change) {
    ConfigViews.tell(change, call);
    List.of("REEVE_CONTEXT", "REEVE_SOCKET", "REEVE_HOME").stream()
        .filter(variable -> !call.surroundings().environment().getOrDefault(variable, "").isEmpty())
        .forEach(variable -> call.tell("  " + variable + " is set, which counts before what the file uses"));
    if (call.surroundings().kept().nested()) {
      call.tell("  this shell goes on as it began; the next one will see it");
    }
  }
}
