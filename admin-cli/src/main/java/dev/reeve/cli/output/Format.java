package dev.reeve.cli.output;

/** The shapes an answer can be printed in. Lower-case: these are the words of the option. */
public enum Format {
  /** Aligned columns with a header, for people; times as they are from now. */
  table,
  /** The same with every column, and with times as they are. */
  wide,
  /** One indented JSON document. */
  json,
  /** One JSON document per line and thing. */
  jsonl,
  /** The same as json, written as YAML: one document per thing that comes by itself. */
  yaml,
  /** Only the names, one per line. */
  name
}
