package dev.reeve.kernel.lockdown;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Rows;
import dev.reeve.kernel.store.Store;
import dev.reeve.v1.ErrorCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether a lockdown is on. Kept in the database, so that a restart does not end it. */
public final class Lockdown {

  private static final String NAME = "lockdown";
  private static final int MAX_REASON = 256;

  private final Store store;
  private final Clock clock;
  private volatile @Nullable State state;

  /** A lockdown: since when, who turned it on, and why; the reason may be empty. */
  public record State(Instant since, String by, String reason) {}

  /**
   * As the database says.
   *
   * @throws KernelException UNAVAILABLE when what it says cannot be read: nothing may start then
   */
  public Lockdown(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.state = store.value(NAME).map(Lockdown::read).orElse(null);
  }

  private static State read(String text) {
    try {
      Map<String, ?> values = JsonText.parseObject(text);
      return new State(Instant.parse(String.valueOf(values.get("since"))), String.valueOf(values.get("by")), String.valueOf(values.get("reason")));
    } catch (JsonText.NotJsonException | java.time.DateTimeException e) {
      throw KernelException.unavailable("the lockdown in the database cannot be read", e);
    }
  }

  /** The lockdown that is on; null while there is none. */
  public @Nullable State state() {
    return state;
  }

  /**
   * Turns it on or off, durably.
   *
   * @return whether that changed anything; a lockdown that is on keeps its reason
   * @throws KernelException INVALID_ARGUMENT for a reason of more than 256 characters
   */
  public synchronized boolean set(boolean on, String by, String reason) {
    if (reason.length() > MAX_REASON) {
      throw KernelException.invalid("reason", "has at most " + MAX_REASON + " characters");
    }
    if (on == (state != null)) {
      return false;
    }
    State next = on ? new State(clock.instant(), by, reason) : null;
    store.write(
        transaction -> {
          transaction.effective();
          return next == null
              ? transaction.update("DELETE FROM kernel WHERE name = ?", NAME)
              : transaction.update("INSERT INTO kernel(name, value) VALUES (?, ?)", NAME, text(next));
        });
    state = next;
    return true;
  }

  private static String text(State state) {
    return JsonText.write(new TreeMap<>(Map.of("since", Rows.text(state.since()), "by", state.by(), "reason", state.reason())));
  }

  /**
   * Lets work that starts or changes something go on.
   *
   * @throws KernelException LOCKED_DOWN while a lockdown is on
   */
  public void require() {
    State now = state;
    if (now != null) {
      throw new KernelException(
          ErrorCode.ERROR_CODE_LOCKED_DOWN,
          "a lockdown is on since " + now.since() + (now.reason().isEmpty() ? "" : ": " + now.reason()) + "; nothing is started or changed");
    }
  }
}
