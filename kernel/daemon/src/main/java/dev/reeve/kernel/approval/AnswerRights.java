package dev.reeve.kernel.approval;

import dev.reeve.kernel.authority.Authorizer;
import dev.reeve.kernel.authority.Capability;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Decision;
import dev.reeve.kernel.authority.Holdings;
import dev.reeve.kernel.authority.Need;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.authority.Profile;
import dev.reeve.kernel.authority.RegisteredKey;
import dev.reeve.kernel.authority.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Nobody allows what they may not do themselves: what an answerer holds now, by the key that signs, for answers and for rules alike. */
final class AnswerRights {

  private AnswerRights() {}

  /**
   * Why somebody may not say yes; null where they may.
   *
   * @param limits of the session that answers
   * @param needs each of which the answerer must hold
   * @param confers each of which the answerer must hold as a whole
   */
  static @Nullable String lacks(
      Policy policy, UUID answerer, String keyId, List<Scope> limits, List<Need> needs, List<CapabilityPattern> confers, Instant now) {
    Profile profile = policy.profile(answerer);
    RegisteredKey key = profile == null ? null : profile.key(keyId);
    if (profile == null || !profile.enabled()) {
      return "who answers is disabled or gone";
    }
    if (key == null) {
      return "the key " + keyId + " is not registered to who answers";
    }
    List<Scope> scopes = new ArrayList<>(limits);
    scopes.add(key.limit().scope(keyId));
    for (Need need : needs) {
      Decision decision = Authorizer.decide(policy, answerer, need, scopes, now);
      if (!decision.allowed()) {
        return "who answers needs " + need.words() + ": " + decision.why();
      }
    }
    for (CapabilityPattern pattern : confers) {
      boolean held = Holdings.of(policy, answerer, now).covers(pattern) && scopes.stream().allMatch(scope -> scope.holdings().covers(pattern));
      if (!held) {
        return "who answers does not hold all of " + pattern.text();
      }
    }
    return null;
  }

  /** To answer what somebody asks; {@code own}: it is the answerer's own question. */
  static Need respond(String asker, boolean own) {
    Capability respond = new Capability("approval:respond", asker);
    return own ? Need.ofSelf(respond) : Need.of(respond);
  }

  /** To answer what somebody asks, and each thing that is asked for. */
  static List<Need> needs(Need respond, List<Capability> capabilities) {
    return Stream.concat(Stream.of(respond), capabilities.stream().map(Need::of)).toList();
  }

  /** Why an author of a rule lets nothing through now, whatever the call; null where there is no such reason. */
  static @Nullable String gone(Policy policy, Rule rule, Rule.Author author, Instant now) {
    Need respond = respond(rule.terms().text().principal(), false);
    String lacks = lacks(policy, author.principal(), author.keyId(), List.of(), List.of(respond), List.of(), now);
    return lacks == null ? null : author.name() + ": " + lacks;
  }
}
