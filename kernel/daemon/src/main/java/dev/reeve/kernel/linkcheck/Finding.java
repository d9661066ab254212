package dev.reeve.kernel.linkcheck;

import org.jspecify.annotations.Nullable;

/**
 * One thing a class may not do.
 *
 * @param type name of the class it was found in, as source writes it
 * @param member what is reached for, readable: {@code java.lang.System.exit(int)}, a class, or what is wrong with the class file
 * @param permission the {@code jdk:*} permission that would let it pass; null where none does
 */
public record Finding(Kind kind, String type, String member, @Nullable String permission) {

  /** What sort of finding; the id is stable. */
  public enum Kind {
    CLASS("link.class", "uses"),
    MEMBER("link.member", "uses"),
    INHERITED("link.inherited", "gets by inheritance"),
    EXTENDS("link.extends", "extends"),
    BOOTSTRAP("link.bootstrap", "links through"),
    SERIALIZATION("link.serialization", "takes part in serialization:"),
    UNKNOWN_CLASS("link.unknown-class", "uses what is neither in the jar nor open to capsules:"),
    UNKNOWN_MEMBER("link.unknown-member", "uses what its class does not have:"),
    NATIVE("link.native", "declares the native method"),
    FINALIZER("link.finalizer", "declares the finalizer"),
    VERSION("link.version", "has"),
    PREVIEW("link.preview", "has"),
    RESERVED("link.reserved", "lies in"),
    ENTRY_NAME("link.entry-name", "holds"),
    MODULE("link.module", "is"),
    MALFORMED("link.malformed", "is no sound class file:");

    private final String id;
    private final String verb;

    Kind(String id, String verb) {
      this.id = id;
      this.verb = verb;
    }

    /** The id, the same in every version. */
    public String id() {
      return id;
    }
  }

  /** A sentence: who, what, and what is missing. */
  public String words() {
    return type + " " + kind.verb + " " + member + (permission == null ? "" : " (needs " + permission + ")");
  }
}
