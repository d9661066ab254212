package dev.reeve.kernel.run;

import java.util.Locale;

/** Why a run has an attempt. */
public enum AttemptReason {
  START,
  RETRY,
  /** Somebody goes on with a run that the end of the kernel interrupted. */
  RESUME,
  CONTINUE,
  /** The manifest asks for it where the end of the kernel interrupted a run. */
  RESTART;

  /** The word in answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
