package dev.reeve.cli.noun;

import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.ContractTime;
import dev.reeve.cli.call.DurationWord;
import dev.reeve.cli.call.Filters;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.KernelClient;
import dev.reeve.client.LoginKey;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.PairDeviceIssueRequest;
import dev.reeve.v1.PairDeviceIssueResponse;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.PairDeviceListResponse;
import dev.reeve.v1.PairDeviceRedeemRequest;
import dev.reeve.v1.PairDeviceRedeemResponse;
import dev.reeve.v1.PairDeviceRevokeRequest;
import dev.reeve.v1.PairDeviceRevokeResponse;
import dev.reeve.v1.WhoAmIRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve device}: further keys of a principal, each with what it may be used for. */
@Command(name = "device", addMethodSubcommands = false, description = "Further keys of a principal, paired by a one-time token.")
public final class DeviceNoun {

  private static final TableView<PairDeviceIssueResponse> ISSUED = TableView.of(answer -> answer.getTicket().getId());
  private static final TableView<PairDeviceListResponse> LISTED = TableView.of(answer -> "");

  private static final TableView<PairDeviceRedeemResponse> REDEEMED =
      TableView.of(PairDeviceRedeemResponse::getKeyId)
          .with("PRINCIPAL", PairDeviceRedeemResponse::getPrincipal)
          .with("KEY", PairDeviceRedeemResponse::getKeyId);

  private static final TableView<PairDeviceRevokeResponse> REVOKED =
      TableView.of((PairDeviceRevokeResponse answer) -> answer.getChanged() ? "yes" : "no")
          .with("CHANGED", answer -> answer.getChanged() ? "yes" : "no");

  private final Invocation call;

  public DeviceNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "pair", description = "Make a token that adds a key to a principal. It goes to standard output, once and alone.")
  int pair(
      @Parameters(paramLabel = "PRINCIPAL", arity = "0..1", description = "Default: you.") @Nullable String principal,
      @Option(names = "--for", paramLabel = "D", converter = DurationWord.class, description = "How long it holds, at most 1h; default 5m.")
          @Nullable Duration lifetime,
      @Option(names = "--label", paramLabel = "T", defaultValue = "",
          description = "What the device is; at most 64 characters.") String label,
      @Mixin ScopeOptions scope,
      @Option(names = "--unsafe-admin", description = "Needed where the key's rights would cover everything.") boolean unsafeAdmin,
      @Option(names = "--dry-run", description = "Only show what would be issued.") boolean dryRun) {
    PairDeviceIssueRequest.Builder request =
        PairDeviceIssueRequest.newBuilder().setLabel(label).setScope(scope.scope()).setUnsafeAdmin(unsafeAdmin).setDryRun(dryRun);
    if (lifetime != null) {
      request.setLifetime(ContractTime.of(lifetime));
    }
    KernelClient client = call.connect();
    PairDeviceIssueResponse answer = client.admin().pairDeviceIssue(request.setPrincipal(orSelf(client, principal)).build());
    if (call.output().json()) {
      call.output().one(answer, ISSUED);
    } else {
      Tokens.print("pairing", answer.getTicket(), answer.getToken(), dryRun, call);
    }
    return 0;
  }

  @Command(
      name = "redeem",
      description = "Make a key one of the principal's that issued the token, which is typed, or comes from standard input or a file.")
  int redeem(
      @Option(names = "--key", required = true, paramLabel = "FILE|agent|agent:ID",
          description = "Private key; see 'reeve key generate' and 'reeve key agent'.") String key,
      @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token alone; default: typed, else standard input.")
          @Nullable Path tokenFile,
      @Option(names = "--label", paramLabel = "T", defaultValue = "",
          description = "In place of the token's; at most 64 characters.") String label)
      throws InterruptedException {
    LoginKey login = call.key(key);
    String token = Tokens.read(tokenFile, call);
    KernelClient client = call.connectWithoutKey(call.globals().deadline());
    PairDeviceRedeemRequest request =
        PairDeviceRedeemRequest.newBuilder()
            .setToken(token)
            .setPublicKey(login.publicKey())
            .setSignature(login.redemption(client.kernelId(login), token, ""))
            .setLabel(label)
            .build();
    PairDeviceRedeemResponse answer = client.admin().pairDeviceRedeem(request);
    call.tell((answer.getChanged() ? "this key is now one of principal " : "this key was one already of principal ")
        + answer.getPrincipal());
    call.tell("  to act as it: reeve --with-key " + key + " whoami");
    call.output().one(answer, REDEEMED);
    return 0;
  }

  @Command(name = "list", aliases = "ls", description = "Devices of a principal, and pairings that wait.")
  int list(
      @Parameters(paramLabel = "PRINCIPAL", arity = "0..1", description = "Default: you.") @Nullable String principal,
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: label=PART.") @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000",
          description = "At most so many of each; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "label");
    Pages.requireLimit(limit);
    KernelClient client = call.connect();
    PairDeviceListResponse all =
        client.admin().pairDeviceList(PairDeviceListRequest.newBuilder().setPrincipal(orSelf(client, principal)).build());
    PairDeviceListResponse answer =
        PairDeviceListResponse.newBuilder()
            .addAllDevices(all.getDevicesList().stream().filter(key -> filters.fits("label", key.getLabel())).limit(limit).toList())
            .addAllTickets(all.getTicketsList().stream().filter(ticket -> filters.fits("label", ticket.getLabel())).limit(limit).toList())
            .build();
    if (call.output().json()) {
      call.output().one(answer, LISTED);
      return 0;
    }
    call.output().list(answer.getDevicesList(), KeyViews.KEY);
    if (answer.getTicketsCount() > 0) {
      if (call.output().table()) {
        call.output().line("");
      }
      call.output().list(answer.getTicketsList(), KeyViews.TICKET);
    }
    return 0;
  }

  @Command(name = "revoke", description = "Take a device's key away, or make a pairing that waits worthless, after asking.")
  int revoke(
      @Parameters(paramLabel = "[PRINCIPAL] ID", arity = "1..2", description = "Key of a device or id of a pairing; of you by default.")
          List<String> words,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    if (words.size() > 2) {
      throw ReeveException.usage("unknown word '" + words.get(2) + "'", "give one id");
    }
    KernelClient client = call.connect();
    String principal = orSelf(client, words.size() == 2 ? words.getFirst() : null);
    if (!dryRun) {
      Confirmation.require("Take device " + words.getLast() + " from " + principal + "?", "nothing was changed", call);
    }
    PairDeviceRevokeRequest request =
        PairDeviceRevokeRequest.newBuilder().setPrincipal(principal).setId(words.getLast()).setDryRun(dryRun).build();
    PairDeviceRevokeResponse answer = client.admin().pairDeviceRevoke(request);
    call.tell((dryRun ? "would revoke" : answer.getChanged() ? "revoked" : "nothing changed for") + " device " + words.getLast() + " of "
        + principal);
    call.output().one(answer, REVOKED);
    return 0;
  }

  private static String orSelf(KernelClient client, @Nullable String principal) {
    return principal == null ? client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getPrincipal() : principal;
  }
}
