package dev.reeve.cli.noun;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Makes the commands of a noun for a line: the one verb that it means, or all where it means none, since the annotations of one are read
 * faster than those of all. Nouns say {@code addMethodSubcommands = false}, or picocli would make them all before.
 *
 * @param meant the word that stands after the noun; null: none does
 */
public record Verbs(@Nullable String meant) {

  /** For a line that asks about the tree. */
  public static final Verbs ALL = new Verbs(null);

  /** A verb that has a class of its own, or verbs of its own. */
  public record Own(String name, Supplier<Object> command) {}

  /** A command with its verbs: methods with {@code @Command} of its class, then the others. */
  public CommandLine of(Object noun, Own... others) {
    CommandLine line = new CommandLine(noun);
    List<Method> methods = CommandLine.getCommandMethods(noun.getClass(), null);
    List<Method> meantMethods = methods.stream().filter(this::means).toList();
    List<Own> meantOthers = List.of(others).stream().filter(other -> other.name().equals(meant)).toList();
    boolean all = meantMethods.isEmpty() && meantOthers.isEmpty();
    (all ? methods : meantMethods).forEach(method -> line.addSubcommand(new CommandLine(method)));
    (all ? List.of(others) : meantOthers).forEach(other -> line.addSubcommand(other.name(), other.command().get()));
    return line;
  }

  private boolean means(Method method) {
    if (meant == null) {
      return false;
    }
    Command command = method.getAnnotation(Command.class);
    return command.name().equals(meant) || List.of(command.aliases()).contains(meant);
  }
}
