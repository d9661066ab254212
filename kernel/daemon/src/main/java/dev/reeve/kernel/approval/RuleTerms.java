package dev.reeve.kernel.approval;

import dev.reeve.evidence.approval.Condition;
import dev.reeve.evidence.approval.RuleText;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.InvalidPatternException;
import dev.reeve.kernel.authority.Names;
import dev.reeve.kernel.fault.KernelException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which calls a rule lets through: a checked {@link RuleText}. How often it may is not counted here. */
public final class RuleTerms {

  private static final int MAX_CONDITIONS = 32;
  private static final long MAX_USES = 1_000_000_000;
  /** What a timestamp of the contract can say. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final RuleText text;
  private final CapabilityPattern capability;
  private final List<ConditionCheck> checks;

  private RuleTerms(RuleText text, CapabilityPattern capability, List<ConditionCheck> checks) {
    this.text = text;
    this.capability = capability;
    this.checks = List.copyOf(checks);
  }

  /**
   * Checks a rule. Whether its term is over is not looked at.
   *
   * @throws KernelException INVALID_ARGUMENT naming the field, such as {@code arguments[2].under}
   */
  public static RuleTerms of(RuleText text) {
    String wrong = Names.checkPrincipal(text.principal());
    if (wrong != null) {
      throw KernelException.invalid("principal", wrong);
    }
    CapabilityPattern capability = capability(text.capability());
    Instant until = text.until();
    if (until != null && (until.isBefore(EARLIEST) || until.isAfter(LATEST))) {
      throw KernelException.invalid("until", "must lie in the years 1 to 9999");
    }
    if (text.maxUses() < 0 || text.maxUses() > MAX_USES) {
      throw KernelException.invalid("max_uses", "must be from 0 to " + MAX_USES);
    }
    if (text.conditions().size() > MAX_CONDITIONS) {
      throw KernelException.invalid("arguments", "has " + text.conditions().size() + " conditions; at most " + MAX_CONDITIONS + " are allowed");
    }
    List<ConditionCheck> checks = new ArrayList<>();
    for (Condition condition : text.conditions()) {
      checks.add(ConditionCheck.of("arguments[" + checks.size() + "]", condition));
    }
    return new RuleTerms(text, capability, checks);
  }

  private static CapabilityPattern capability(String text) {
    CapabilityPattern capability;
    try {
      capability = CapabilityPattern.parse(text);
    } catch (InvalidPatternException e) {
      throw KernelException.invalid("capability", String.valueOf(e.getMessage()));
    }
    if (capability.universal()) {
      throw KernelException.invalid("capability", "covers everything; a rule names what it lets through");
    }
    if (capability.selfOnly()) {
      throw KernelException.invalid("capability", "is a self form; name the capability itself, which is what is asked for");
    }
    return capability;
  }

  /** As it was checked, and as it is signed. */
  public RuleText text() {
    return text;
  }

  public CapabilityPattern capability() {
    return capability;
  }

  /**
   * Whether it lets a call through: of its principal, before its term is over, at least one capability and each matched, every condition met.
   *
   * @param principal name of the principal that calls
   * @param capabilities all that the call needs
   * @param arguments plain JSON values
   */
  public boolean admits(String principal, List<Capability> capabilities, Map<String, @Nullable Object> arguments, Instant now) {
    Instant until = text.until();
    return Names.key(text.principal()).equals(Names.key(principal))
        && (until == null || now.isBefore(until))
        && !capabilities.isEmpty()
        && capabilities.stream().allMatch(capability::matches)
        && checks.stream().allMatch(check -> check.holds(arguments));
  }
}
