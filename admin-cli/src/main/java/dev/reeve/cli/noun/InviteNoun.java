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
import dev.reeve.v1.InviteIssueRequest;
import dev.reeve.v1.InviteIssueResponse;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.InviteListResponse;
import dev.reeve.v1.InviteRedeemRequest;
import dev.reeve.v1.InviteRedeemResponse;
import dev.reeve.v1.InviteRevokeRequest;
import dev.reeve.v1.InviteRevokeResponse;
import dev.reeve.v1.TicketInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve invite}: one-time tokens that make a principal of whoever redeems them. */
@Command(name = "invite", addMethodSubcommands = false, description = "One-time tokens that make a principal of whoever redeems them.")
public final class InviteNoun {

  private static final TableView<InviteIssueResponse> ISSUED = TableView.of(answer -> answer.getTicket().getId());

  private static final TableView<InviteRedeemResponse> REDEEMED =
      TableView.of(InviteRedeemResponse::getPrincipal)
          .with("PRINCIPAL", InviteRedeemResponse::getPrincipal)
          .with("KEY", InviteRedeemResponse::getKeyId);

  private static final TableView<InviteRevokeResponse> REVOKED =
      TableView.of((InviteRevokeResponse answer) -> answer.getChanged() ? "yes" : "no")
          .with("CHANGED", answer -> answer.getChanged() ? "yes" : "no");

  private final Invocation call;

  public InviteNoun(Invocation call) {
    this.call = call;
  }

  @Command(name = "issue", description = "Make an invite. Its token goes to standard output, once and alone.")
  int issue(
      @Option(names = "--group", split = ",", paramLabel = "G", description = "Groups its redeemer joins; default: agent.")
          @Nullable List<String> groups,
      @Option(names = "--for", paramLabel = "D", converter = DurationWord.class,
          description = "How long it holds, at most 30d; default 24h.")
          @Nullable Duration lifetime,
      @Option(names = "--uses", paramLabel = "N", defaultValue = "1",
          description = "How often it can be redeemed, 1 to 1000; default 1.") int uses,
      @Option(names = "--label", paramLabel = "T", defaultValue = "", description = "Whom it is for; at most 64 characters.") String label,
      @Option(names = "--unsafe-admin", description = "Needed for a group that covers everything.") boolean unsafeAdmin,
      @Option(names = "--dry-run", description = "Only show what would be issued.") boolean dryRun) {
    InviteIssueRequest.Builder request =
        InviteIssueRequest.newBuilder()
            .addAllGroups(groups == null ? List.of() : groups)
            .setMaxUses(uses)
            .setLabel(label)
            .setUnsafeAdmin(unsafeAdmin)
            .setDryRun(dryRun);
    if (lifetime != null) {
      request.setLifetime(ContractTime.of(lifetime));
    }
    InviteIssueResponse answer = call.connect().admin().inviteIssue(request.build());
    if (call.output().json()) {
      call.output().one(answer, ISSUED);
    } else {
      Tokens.print("invite", answer.getTicket(), answer.getToken(), dryRun, call);
    }
    return 0;
  }

  @Command(
      name = "redeem",
      description = {
        "Become the principal NAME, with the key as its way to log in. The token is typed, or comes from standard input or a file.",
        "For instance: reeve invite redeem ada --key ada.key < token"
      })
  int redeem(
      @Parameters(paramLabel = "NAME", description = "Name of the new principal.") String name,
      @Option(names = "--key", required = true, paramLabel = "FILE|agent|agent:ID",
          description = "Private key; see 'reeve key generate' and 'reeve key agent'.") String key,
      @Option(names = "--token-file", paramLabel = "FILE", description = "File with the token alone; default: typed, else standard input.")
          @Nullable Path tokenFile,
      @Option(names = "--label", paramLabel = "T", defaultValue = "", description = "What the key is; at most 64 characters.") String label)
      throws InterruptedException {
    LoginKey login = call.key(key);
    String token = Tokens.read(tokenFile, call);
    KernelClient client = call.connectWithoutKey(call.globals().deadline());
    InviteRedeemRequest request =
        InviteRedeemRequest.newBuilder()
            .setToken(token)
            .setName(name)
            .setPublicKey(login.publicKey())
            .setSignature(login.redemption(client.kernelId(login), token, name))
            .setLabel(label)
            .build();
    InviteRedeemResponse answer = client.admin().inviteRedeem(request);
    call.tell((answer.getChanged() ? "you are now principal " : "nothing changed for principal ") + answer.getPrincipal());
    call.tell("  to act as it: reeve --with-key " + key + " whoami");
    call.output().one(answer, REDEEMED);
    return 0;
  }

  @Command(name = "list", aliases = "ls", description = "Invites that can still be redeemed.")
  int list(
      @Option(names = "--filter", paramLabel = "KEY=VALUE", description = "Only with: label=PART, issuer=PART; repeat for more.")
          @Nullable List<String> filter,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many; default 1000.") int limit) {
    Filters filters = Filters.of(filter, "label", "issuer");
    KernelClient client = call.connect();
    List<TicketInfo> tickets =
        Pages.first(
            limit,
            page -> {
              InviteListResponse answer = client.admin().inviteList(InviteListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(
                  answer.getTicketsList().stream()
                      .filter(ticket -> filters.fits("label", ticket.getLabel()) && filters.fits("issuer", ticket.getIssuer()))
                      .toList(),
                  answer.getPage());
            });
    call.output().list(tickets, KeyViews.TICKET);
    return 0;
  }

  @Command(name = "revoke", description = "Make an invite worthless, after asking.")
  int revoke(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--dry-run", description = "Only show what would change.") boolean dryRun) {
    if (!dryRun) {
      Confirmation.require("Make invite " + id + " worthless?", "nothing was changed", call);
    }
    InviteRevokeResponse answer =
        call.connect().admin().inviteRevoke(InviteRevokeRequest.newBuilder().setId(id).setDryRun(dryRun).build());
    call.tell((dryRun ? "would revoke" : answer.getChanged() ? "revoked" : "nothing changed for") + " invite " + id);
    call.output().one(answer, REVOKED);
    return 0;
  }
}
