package dev.reeve.capsules.hello;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.SlashCommand;
import java.util.List;

/** The slash command {@code hello [NAME]}: greets the name, or the world. */
final class HelloCommand implements SlashCommand {

  @Override
  public List<String> run(List<String> args) throws CapsuleException {
    return switch (args.size()) {
      case 0 -> List.of(Greeting.of("world"));
      case 1 -> List.of(Greeting.of(args.getFirst()));
      default -> throw new CapsuleException(
          CapsuleException.Kind.INVALID, "hello takes one name, not " + args.size() + " (usage: hello [NAME])");
    };
  }
}
