package dev.reeve.cli.completion;

/** What a word on the line names. */
public enum Kind {
  PRINCIPAL,
  /** An agent with a manifest. */
  AGENT,
  GROUP,
  RUN,
  CAPSULE,
  TOOL,
  /** A slash command of a capsule. */
  COMMAND,
  APPROVAL,
  RULE,
  SESSION,
  INVITE,
  DEVICE,
  /** A key of the principal before it. */
  KEY,
  /** A version of the agent before it. */
  VERSION,
  CAPABILITY,
  /** A kernel by its name in the configuration of this program. */
  CONTEXT,
  /** A key of the configuration of this program. */
  SETTING,
  FILE,
  FOLDER,
  /** Words of another line of reeve. */
  LINE,
  /** A topic of help, or words of the tree. */
  TOPIC,
  /** A page of the manual. */
  PAGE,
  /** Nothing that is known beforehand. */
  FREE
}
