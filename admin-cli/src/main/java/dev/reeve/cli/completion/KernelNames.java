package dev.reeve.cli.completion;

import dev.reeve.client.KernelClient;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.ApprovalState;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.CatalogRequest;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.GroupListRequest;
import dev.reeve.v1.InviteListRequest;
import dev.reeve.v1.KeyListRequest;
import dev.reeve.v1.ListAgentsRequest;
import dev.reeve.v1.ListApprovalRulesRequest;
import dev.reeve.v1.ListApprovalsRequest;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListRunsRequest;
import dev.reeve.v1.ListSessionsRequest;
import dev.reeve.v1.ListToolsRequest;
import dev.reeve.v1.ListVersionsRequest;
import dev.reeve.v1.PageRequest;
import dev.reeve.v1.PairDeviceListRequest;
import dev.reeve.v1.RunState;
import dev.reeve.v1.WhoAmIRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Names that the kernel tells whoever asks, the newest first where they are many. Proves no key, asks nobody, and is silent: where no
 * kernel answers in time, or not to this caller, there are no names.
 *
 * @param socket of the kernel; what it throws means that there is none
 * @param principal whom to act as; null: whom the kernel takes the process for
 * @param deadline of a call
 */
public record KernelNames(Supplier<Path> socket, @Nullable String principal, Duration deadline) implements Names {

  /** How long a call may take while somebody waits for the next word. */
  public static final Duration SHORT = Duration.ofMillis(120);

  private static final int MOST = 500;
  private static final int NEWEST = 50;

  /** Questions are long, and an answer has a bound. */
  private static final int QUESTIONS = 24;

  @Override
  public List<Candidate> of(Kind kind, List<String> words) {
    return switch (kind) {
      case PRINCIPAL -> ask(client -> principals(client));
      case AGENT -> ask(client -> agents(client));
      case GROUP -> ask(client -> groups(client));
      case RUN -> ask(client -> runs(client));
      case CAPSULE -> ask(client -> capsules(client));
      case TOOL -> ask(client -> tools(client));
      case COMMAND -> ask(client -> commands(client));
      case APPROVAL -> ask(client -> approvals(client));
      case RULE -> ask(client -> rules(client));
      case SESSION -> ask(client -> sessions(client));
      case INVITE -> ask(client -> invites(client));
      case DEVICE -> ask(client -> devices(client, words));
      case KEY -> words.isEmpty() ? List.of() : ask(client -> keys(client, words.getFirst()));
      case VERSION -> words.isEmpty() ? List.of() : ask(client -> versions(client, words.getFirst()));
      case CAPABILITY -> ask(client -> capabilities(client));
      case CONTEXT, SETTING, FILE, FOLDER, LINE, TOPIC, PAGE, FREE -> List.of();
    };
  }

  private List<Candidate> ask(Function<KernelClient, Stream<Candidate>> question) {
    try (KernelClient client = KernelClient.connect(socket.get(), principal, deadline)) {
      return question.apply(client).toList();
    } catch (ReeveException | StatusRuntimeException none) {
      return List.of();
    }
  }

  private static PageRequest page(int size) {
    return PageRequest.newBuilder().setSize(size).build();
  }

  private static Stream<Candidate> principals(KernelClient client) {
    return client.admin().agentList(AgentListRequest.newBuilder().setPage(page(MOST)).build()).getPrincipalsList().stream()
        .map(each -> new Candidate(each.getName(), String.join(", ", each.getGroupsList())));
  }

  private static Stream<Candidate> agents(KernelClient client) {
    return client.agents().list(ListAgentsRequest.newBuilder().setPage(page(MOST)).build()).getAgentsList().stream()
        .map(each -> new Candidate(each.getName(), (each.getVersion() + " " + each.getDescription()).strip()));
  }

  private static Stream<Candidate> groups(KernelClient client) {
    return client.admin().groupList(GroupListRequest.newBuilder().setPage(page(MOST)).build()).getGroupsList().stream()
        .map(each -> new Candidate(each.getName(), each.getDescription()));
  }

  private static Stream<Candidate> runs(KernelClient client) {
    return client.runs().list(ListRunsRequest.newBuilder().setPage(page(NEWEST)).build()).getRunsList().stream()
        .map(each -> new Candidate(each.getId(), each.getAgent() + " " + word(each.getState(), RunState.values()[0])));
  }

  private static Stream<Candidate> capsules(KernelClient client) {
    return client.kernel().listCapsules(ListCapsulesRequest.getDefaultInstance()).getCapsulesList().stream()
        .limit(MOST)
        .map(each -> new Candidate(each.getName(), each.getVersion() + " " + word(each.getState(), CapsuleState.values()[0])));
  }

  private static Stream<Candidate> tools(KernelClient client) {
    return client.tools().list(ListToolsRequest.getDefaultInstance()).getToolsList().stream()
        .limit(MOST)
        .map(each -> new Candidate(each.getName(), each.getDescription()));
  }

  private static Stream<Candidate> commands(KernelClient client) {
    return client.kernel().getCommands(GetCommandsRequest.getDefaultInstance()).getCommandsList().stream()
        .limit(MOST)
        .map(each -> new Candidate(each.getName(), each.getDescription()));
  }

  private static Stream<Candidate> approvals(KernelClient client) {
    ListApprovalsRequest waiting =
        ListApprovalsRequest.newBuilder().addStates(ApprovalState.APPROVAL_STATE_PENDING).setPage(page(QUESTIONS)).build();
    return client.approvals().list(waiting).getApprovalsList().stream()
        .map(each -> new Candidate(each.getId(), each.getQuestion().getDescription()));
  }

  private static Stream<Candidate> rules(KernelClient client) {
    return client.approvals().ruleList(ListApprovalRulesRequest.newBuilder().setPage(page(NEWEST)).build()).getRulesList().stream()
        .map(each -> new Candidate(each.getId(), each.getReason()));
  }

  private static Stream<Candidate> sessions(KernelClient client) {
    return client.session().listSessions(ListSessionsRequest.newBuilder().setPage(page(NEWEST)).build()).getSessionsList().stream()
        .map(each -> new Candidate(each.getId(), each.getPrincipal() + " " + each.getProgram()));
  }

  private static Stream<Candidate> invites(KernelClient client) {
    return client.admin().inviteList(InviteListRequest.newBuilder().setPage(page(NEWEST)).build()).getTicketsList().stream()
        .map(each -> new Candidate(each.getId(), each.getLabel()));
  }

  private static Stream<Candidate> devices(KernelClient client, List<String> words) {
    String whose = words.isEmpty() ? client.session().whoAmI(WhoAmIRequest.getDefaultInstance()).getPrincipal() : words.getFirst();
    var answer = client.admin().pairDeviceList(PairDeviceListRequest.newBuilder().setPrincipal(whose).build());
    return Stream.concat(
        answer.getDevicesList().stream().map(each -> new Candidate(each.getKeyId(), each.getLabel())),
        answer.getTicketsList().stream().map(each -> new Candidate(each.getId(), each.getLabel())));
  }

  private static Stream<Candidate> keys(KernelClient client, String principal) {
    return client.admin().keyList(KeyListRequest.newBuilder().setPrincipal(principal).build()).getKeysList().stream()
        .map(each -> new Candidate(each.getKeyId(), each.getLabel()));
  }

  private static Stream<Candidate> versions(KernelClient client, String agent) {
    return client.agents().listVersions(ListVersionsRequest.newBuilder().setAgent(agent).setPage(page(NEWEST)).build()).getVersionsList().stream()
        .map(each -> new Candidate(each.getVersion(), each.getCurrent() ? "deployed" : ""))
        .distinct();
  }

  private static Stream<Candidate> capabilities(KernelClient client) {
    return client.policy().catalog(CatalogRequest.getDefaultInstance()).getEntriesList().stream()
        .flatMap(
            each ->
                Stream.of(each.getCapability(), each.getSelfCapability())
                    .filter(capability -> !capability.isEmpty())
                    .map(capability -> new Candidate(capability, each.getDescription())));
  }

  /** A value of the contract's enumerations without the prefix that all of them have, which ends where that of the first does. */
  private static String word(Enum<?> value, Enum<?> unspecified) {
    String prefix = unspecified.name().replace("UNSPECIFIED", "");
    return value.name().replace(prefix, "").toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
