package dev.reeve.cli;

import dev.reeve.cli.call.Invocation;

/** A command of the tree that another module brings, found by {@link java.util.ServiceLoader}. */
public interface SubcommandProvider {

  /** Its word on the line. */
  String name();

  /** A picocli command object for one invocation; its {@code @Command} name equals {@link #name}. */
  Object command(Invocation call);
}
