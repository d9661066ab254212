package dev.reeve.kernel.capsule;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.Interceptor;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.capsule.Contributions.BroughtInterceptor;
import dev.reeve.kernel.capsule.Guest.GoneException;
import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.json.JsonText;
import dev.reeve.kernel.store.Digest;
import dev.reeve.v1.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What interceptors make of a call before it is made. One that is broken, late or says nothing denies it. */
final class Interceptions {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final int MAX_REASON = 2000;

  private final Supplier<CapsuleTable> table;
  private final int maxInput;
  private final Replacements replacements;

  /**
   * Makes it.
   *
   * @param table what serves now
   * @param maxInput most bytes of an input as JSON text
   */
  Interceptions(Supplier<CapsuleTable> table, int maxInput, Replacements replacements) {
    this.table = table;
    this.maxInput = maxInput;
    this.replacements = replacements;
  }

  /**
   * Asks every interceptor of an event.
   *
   * @param input JSON object as text
   * @return the input the call is to be made with
   * @throws KernelException PERMISSION_DENIED naming the capsule that denied it
   */
  String apply(String event, String input) {
    while (true) {
      try {
        return asked(table.get(), event, input);
      } catch (GoneException replaced) {
        Thread.onSpinWait();
      }
    }
  }

  private String asked(CapsuleTable now, String event, String input) throws GoneException {
    for (CapsuleTable.Absent one : now.absent()) {
      if (one.event().matches(event)) {
        throw denied(one.capsule(), one.why());
      }
    }
    String current = input;
    for (BroughtInterceptor one : now.interceptors()) {
      if (one.announcement().matches(event)) {
        current = asked(one, event, current);
      }
    }
    return current;
  }

  /** What an interceptor said, as values of the kernel's. */
  private record Said(@Nullable String replacement, @Nullable String denial) {}

  private String asked(BroughtInterceptor one, String event, String input) throws GoneException {
    Caller caller = Caller.CURRENT.isBound() ? Caller.CURRENT.get() : Caller.anonymous(List.of());
    String capsule = one.guest().name();
    Said said;
    try {
      Map<String, @Nullable Object> values = JsonText.parseObject(input);
      Interceptor.Call call = new Interceptor.Call(event, caller.name(), caller.run(), values);
      said = one.guest().serve("interceptor", one.announcement().event(), DEADLINE, () -> said(one.interceptor().intercept(call)));
    } catch (CapsuleException e) {
      throw denied(capsule, String.valueOf(e.getMessage()));
    } catch (JsonText.NotJsonException e) {
      throw KernelException.invalid("input", "is no JSON object: " + e.getMessage());
    }
    if (said.denial() != null) {
      throw denied(capsule, said.denial());
    }
    if (said.replacement() == null) {
      return input;
    }
    replacements.replaced(caller, event, capsule, Digest.of(said.replacement().getBytes(StandardCharsets.UTF_8)));
    return said.replacement();
  }

  /** Reads a verdict while still on the capsule's thread: its maps and lists are the capsule's code. */
  private Said said(Interceptor.@Nullable Verdict verdict) throws CapsuleException {
    return switch (verdict) {
      case null -> new Said(null, "it said nothing");
      case Interceptor.Continue() -> new Said(null, null);
      case Interceptor.Deny(String reason) -> new Said(null, shortened(String.valueOf(reason)));
      case Interceptor.Replace(Map<String, @Nullable Object> input) -> new Said(written(input), null);
    };
  }

  private String written(@Nullable Map<String, @Nullable Object> input) throws CapsuleException {
    if (input == null) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "it replaced the input by nothing");
    }
    try {
      return JsonText.write(input, maxInput);
    } catch (JsonText.TooLargeException e) {
      throw new CapsuleException(CapsuleException.Kind.EXHAUSTED, "it replaced the input by more than " + maxInput + " bytes", e);
    } catch (JsonText.NotJsonException e) {
      throw new CapsuleException(CapsuleException.Kind.UNAVAILABLE, "its input is no JSON: " + e.getMessage(), e);
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
  }

  private static KernelException denied(String capsule, String why) {
    return new KernelException(
        ErrorCode.ERROR_CODE_PERMISSION_DENIED, "an interceptor of the capsule " + capsule + " denies it: " + why, Map.of("interceptor", capsule));
  }
}
