package dev.reeve.cli.noun;

import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.call.TimeWord;
import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AdminRequest;
import dev.reeve.v1.CapsGrantRequest;
import dev.reeve.v1.CapsRevokeRequest;
import dev.reeve.v1.CapsUngrantRequest;
import dev.reeve.v1.CapsUnrevokeRequest;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.CheckRequest;
import dev.reeve.v1.CheckResponse;
import dev.reeve.v1.ExplainRequest;
import dev.reeve.v1.ExplainResponse;
import dev.reeve.v1.Holder;
import dev.reeve.v1.WhoCanRequest;
import dev.reeve.v1.WhoCanResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve caps}: who may do what. */
@Command(name = "caps", addMethodSubcommands = false, description = "Who may do what.")
public final class CapsNoun {

  /** Exit code when the answer is no. */
  private static final int DENIED = 4;

  /** Nouns whose changes are of the policy. */
  private static final List<String> OF_POLICY = List.of("agent", "group", "caps", "quota", "key");

  private final Invocation call;

  public CapsNoun(Invocation call) {
    this.call = call;
  }

  @Command(
      name = "show",
      description = "What a principal holds: grants with their terms, patterns of its groups, revokes, and what comes of them.")
  int show(@Parameters(paramLabel = "PRINCIPAL") String principal) {
    CapsViews.Holdings holdings = Holdings.of(call.connect(), principal);
    if (!call.output().table()) {
      call.output().one(holdings, CapsViews.HOLDINGS);
      return 0;
    }
    call.output().list(holdings.rows(), CapsViews.HELD);
    return 0;
  }

  @Command(name = "grant", description = "Give a principal capability patterns. It does not lift a revoke.")
  int grant(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", arity = "1..*", index = "1..*") List<String> capabilities,
      @Option(names = "--until", paramLabel = "T", converter = TimeWord.class,
          description = "When they end: 2027-01-31T12:00:00Z, 30d or +2h.")
          @Nullable Instant until,
      @Option(names = "--reason", paramLabel = "T", defaultValue = "", description = "Why; at most 256 characters.") String reason,
      @Option(names = "--unsafe-admin", description = "Needed for a pattern that covers everything.") boolean unsafeAdmin,
      @Mixin ChangeOptions change) {
    CapsGrantRequest.Builder request =
        CapsGrantRequest.newBuilder()
            .setPrincipal(principal)
            .addAllCapabilities(capabilities)
            .setReason(reason)
            .setUnsafeAdmin(unsafeAdmin)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun);
    if (until != null) {
      request.setUntil(ContractTime.of(until));
    }
    return new Change(call, change, "grant to", "granted to", "principal " + principal)
        .make(AdminRequest.newBuilder().setCapsGrant(request), admin -> admin.capsGrant(request.build()));
  }

  @Command(name = "ungrant", description = "Take grants away, by their exact text. What groups give stays.")
  int ungrant(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", arity = "1..*", index = "1..*") List<String> capabilities,
      @Mixin ChangeOptions change) {
    CapsUngrantRequest request =
        CapsUngrantRequest.newBuilder()
            .setPrincipal(principal)
            .addAllCapabilities(capabilities)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "take grants from", "took grants from", "principal " + principal)
        .make(AdminRequest.newBuilder().setCapsUngrant(request), admin -> admin.capsUngrant(request));
  }

  @Command(name = "revoke", description = "Deny a principal patterns, whatever else grants them; also what it does not hold.")
  int revoke(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", arity = "1..*", index = "1..*") List<String> capabilities,
      @Mixin ChangeOptions change) {
    CapsRevokeRequest request =
        CapsRevokeRequest.newBuilder()
            .setPrincipal(principal)
            .addAllCapabilities(capabilities)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "revoke from", "revoked from", "principal " + principal)
        .make(AdminRequest.newBuilder().setCapsRevoke(request), admin -> admin.capsRevoke(request));
  }

  @Command(name = "unrevoke", description = "Lift revokes, by their exact text.")
  int unrevoke(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", arity = "1..*", index = "1..*") List<String> capabilities,
      @Option(names = "--unsafe-admin", description = "Needed for a pattern that covers everything.") boolean unsafeAdmin,
      @Mixin ChangeOptions change) {
    CapsUnrevokeRequest request =
        CapsUnrevokeRequest.newBuilder()
            .setPrincipal(principal)
            .addAllCapabilities(capabilities)
            .setUnsafeAdmin(unsafeAdmin)
            .setExpectedGeneration(change.expectedGeneration)
            .setDryRun(change.dryRun)
            .build();
    return new Change(call, change, "lift revokes of", "lifted revokes of", "principal " + principal)
        .make(AdminRequest.newBuilder().setCapsUnrevoke(request), admin -> admin.capsUnrevoke(request));
  }

  @Command(name = "check", description = "Ask the enforcing function itself. Exit code 0 when allowed, 4 when denied.")
  int check(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", description = "An action such as run:start; what follows '@' is the resource.") String capability,
      @Option(names = "--resource", paramLabel = "R", defaultValue = "", description = "What would follow '@'.") String resource) {
    CapsViews.Asked asked = CapsViews.Asked.of(capability, resource);
    CheckRequest request =
        CheckRequest.newBuilder().setPrincipal(principal).setCapability(asked.action()).setResource(asked.resource()).build();
    CheckResponse answer = call.connect().policy().check(request);
    call.output().one(answer, CapsViews.CHECKED);
    return answer.getAllowed() ? 0 : DENIED;
  }

  @Command(
      name = "explain",
      description = "The same decision as check, with each step that led to it. Exit code 0 when allowed, 4 when denied.")
  int explain(
      @Parameters(paramLabel = "PRINCIPAL") String principal,
      @Parameters(paramLabel = "CAP", description = "An action such as run:start; what follows '@' is the resource.") String capability,
      @Option(names = "--resource", paramLabel = "R", defaultValue = "", description = "What would follow '@'.") String resource) {
    CapsViews.Asked asked = CapsViews.Asked.of(capability, resource);
    ExplainRequest request =
        ExplainRequest.newBuilder().setPrincipal(principal).setCapability(asked.action()).setResource(asked.resource()).build();
    ExplainResponse answer = call.connect().policy().explain(request);
    call.output().one(answer, CapsViews.EXPLAINED);
    if (call.output().table()) {
      for (int at = 0; at < answer.getStepsCount(); at++) {
        call.output().line((at + 1) + ". " + answer.getSteps(at));
      }
    }
    return answer.getAllowed() ? 0 : DENIED;
  }

  @Command(name = "who-can", description = "Every principal that is allowed something, and through what.")
  int whoCan(
      @Parameters(paramLabel = "CAP", description = "An action such as run:start; what follows '@' is the resource.") String capability,
      @Option(names = "--resource", paramLabel = "R", defaultValue = "", description = "What would follow '@'.") String resource,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: name=PART.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name");
    CapsViews.Asked asked = CapsViews.Asked.of(capability, resource);
    KernelClient client = call.connect();
    List<Holder> holders =
        Pages.first(
            limit,
            page -> {
              WhoCanRequest request =
                  WhoCanRequest.newBuilder().setCapability(asked.action()).setResource(asked.resource()).setPage(page).build();
              WhoCanResponse answer = client.policy().whoCan(request);
              return new Pages.Page<>(
                  answer.getHoldersList().stream().filter(holder -> filters.fits("name", holder.getPrincipal())).toList(),
                      answer.getPage());
            });
    call.output().list(holders, CapsViews.HOLDER);
    return 0;
  }

  @Command(name = "catalog", description = "What there is to be allowed.")
  int catalog(
      @Option(
              names = "--filter",
              paramLabel = "KEY=VALUE",
              description = "Only with: name=PART of the capability, danger=safe|normal|elevated|extreme; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "name", "danger");
    Pages.requireLimit(limit);
    call.output()
        .list(
            call.connect().policy().catalog(CatalogRequest.getDefaultInstance()).getEntriesList().stream()
                .filter(e -> filters.fits("name", e.getCapability()) || filters.fits("name", e.getSelfCapability()))
                .filter(e -> filters.text("danger").isEmpty() || CapsViews.danger(e).equals(filters.text("danger")))
                .limit(limit)
                .toList(),
            CapsViews.CATALOG);
    return 0;
  }

  @Command(
      name = "diff",
      description = {
        "Who would gain or lose what by a change, and why you could not make it. Nothing is changed.",
        "The words are those of the command, such as: reeve caps diff caps grant bob fs:read@/srv/**",
        "Exit code 0 when you could make it, 4 when it would be refused. Options of reeve go before them."
      })
  int diff(@Parameters(paramLabel = "WORDS", arity = "2..*", description = "A command that changes the policy.") List<String> words) {
    if (!OF_POLICY.contains(words.getFirst()) || words.subList(0, 2).equals(List.of("caps", "diff"))) {
      throw ReeveException.usage(
          "'" + words.getFirst() + " " + words.get(1) + "' does not change the policy",
          "give the words of a change of " + String.join(", ", OF_POLICY));
    }
    List<String> line = new ArrayList<>(call.globals().words());
    line.addAll(words.subList(0, 2));
    line.add("--diff");
    line.addAll(words.subList(2, words.size()));
    return call.run(line, call.surroundings());
  }
}
