package dev.reeve.cli.noun;

import com.google.protobuf.Message;
import dev.reeve.cli.call.Confirmation;
import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.Pages;
import dev.reeve.cli.host.SystemUser;
import dev.reeve.client.KernelClient;
import dev.reeve.v1.AgentCreateRequest;
import dev.reeve.v1.AgentGetRequest;
import dev.reeve.v1.AgentListRequest;
import dev.reeve.v1.AgentListResponse;
import dev.reeve.v1.AgentModifyRequest;
import dev.reeve.v1.PrincipalInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve setup}: makes a user of the system an administrator of the kernel; the first step on a node. */
@Command(
    name = "setup",
    description = {
      "Make a user of this system an administrator of the kernel: as root, or as one who is.",
      "Shows who would gain what and asks; -y agrees. Doing it again changes nothing."
    })
public final class SetupCommand implements Callable<Integer> {

  private static final String ADMIN = "admin";

  private final Invocation call;

  @Option(names = "--admin", required = true, paramLabel = "USER", description = "Name of the user; the principal is named the same.")
  private String user = "";

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the principal, where it is to be another.")
  private @Nullable String name;

  @Option(names = "--uid", paramLabel = "N", converter = IdWord.class, description = "The user's number, where the system cannot tell it.")
  private @Nullable Integer uid;

  @Option(names = "--dry-run", description = "Only show what would change.")
  private boolean dryRun;

  public SetupCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws InterruptedException {
    int number = uid != null ? uid : (int) SystemUser.of(user).uid();
    String principal = name != null ? name : user;
    KernelClient client = call.connect();
    Optional<PrincipalInfo> existing = find(client, principal);
    Step step = existing.map(found -> extend(client, found, number)).orElseGet(() -> make(client, principal, number));
    if (step.nothing()) {
      call.tell("nothing to do: user id " + Integer.toUnsignedString(number) + " is administrator " + principal + " already");
    } else {
      agreed(client, step, principal, number);
    }
    if (!dryRun) {
      if (!step.nothing()) {
        step.send(call, options(false));
      }
      call.output().one(find(client, principal).orElseThrow(), AgentViews.PRINCIPAL);
      if (existing.isPresent() && !existing.get().getEnabled()) {
        call.tell(principal + " is disabled; type: reeve agent enable " + principal);
      }
    }
    return 0;
  }

  /** Shows what would change and asks whether to go on; a dry run never asks. */
  private void agreed(KernelClient client, Step step, String principal, int number) {
    step.send(call, options(true));
    List<String> others = sharing(client, number).stream().filter(other -> !other.equals(principal)).toList();
    if (!others.isEmpty()) {
      call.tell(
          "user id "
              + Integer.toUnsignedString(number)
              + " may then act as "
              + String.join(", ", others)
              + " and as "
              + principal
              + ": it will have to say which, with --as");
    }
    if (!dryRun) {
      Confirmation.require("Make " + principal + " an administrator?", "nothing was changed", call);
    }
  }

  /** One request to send, first as a dry run. */
  private interface Step {
    boolean nothing();

    void send(Invocation call, ChangeOptions options);
  }

  private Step make(KernelClient client, String principal, int number) {
    return new Step() {
      @Override
      public boolean nothing() {
        return false;
      }

      @Override
      public void send(Invocation to, ChangeOptions options) {
        AgentCreateRequest request =
            AgentCreateRequest.newBuilder()
                .setName(principal)
                .addGroups(ADMIN)
                .addUids(number)
                .setUnsafeAdmin(true)
                .setDryRun(options.dryRun)
                .build();
        told(to, options, "make", "made", principal, client.admin().agentCreate(request));
      }
    };
  }

  private Step extend(KernelClient client, PrincipalInfo found, int number) {
    AgentModifyRequest.Builder request = AgentModifyRequest.newBuilder().setPrincipal(found.getName()).setUnsafeAdmin(true);
    if (!found.getGroupsList().contains(ADMIN)) {
      request.addAddGroups(ADMIN);
    }
    if (!found.getUidsList().contains(number)) {
      request.addAddUids(number);
    }
    return new Step() {
      @Override
      public boolean nothing() {
        return request.getAddGroupsCount() == 0 && request.getAddUidsCount() == 0;
      }

      @Override
      public void send(Invocation to, ChangeOptions options) {
        told(to, options, "change", "changed", found.getName(), client.admin().agentModify(request.setDryRun(options.dryRun).build()));
      }
    };
  }

  private static void told(Invocation call, ChangeOptions options, String will, String did, String principal, Message answer) {
    new Change(call, options, will, did, "principal " + principal).tell(answer);
  }

  private static ChangeOptions options(boolean dryRun) {
    ChangeOptions options = new ChangeOptions();
    options.dryRun = dryRun;
    return options;
  }

  private static Optional<PrincipalInfo> find(KernelClient client, String principal) {
    try {
      return Optional.of(client.admin().agentGet(AgentGetRequest.newBuilder().setPrincipal(principal).build()).getPrincipal());
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private static List<String> sharing(KernelClient client, int number) {
    return Pages.first(
            Integer.MAX_VALUE,
            page -> {
              AgentListResponse answer = client.admin().agentList(AgentListRequest.newBuilder().setPage(page).build());
              return new Pages.Page<>(answer.getPrincipalsList(), answer.getPage());
            })
        .stream()
        .filter(principal -> principal.getUidsList().contains(number))
        .map(PrincipalInfo::getName)
        .toList();
  }
}
