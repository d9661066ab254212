package dev.reeve.cli.testkernel;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import dev.reeve.v1.Capsule;
import dev.reeve.v1.CapsuleReview;
import dev.reeve.v1.CapsuleState;
import dev.reeve.v1.Command;
import dev.reeve.v1.ComponentHealth;
import dev.reeve.v1.Contribution;
import dev.reeve.v1.FileProblem;
import dev.reeve.v1.GetCapsuleMetadataRequest;
import dev.reeve.v1.GetCapsuleMetadataResponse;
import dev.reeve.v1.GetCommandsRequest;
import dev.reeve.v1.GetCommandsResponse;
import dev.reeve.v1.GetFiguresRequest;
import dev.reeve.v1.GetFiguresResponse;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import dev.reeve.v1.InstallCapsuleHeader;
import dev.reeve.v1.InstallCapsuleRequest;
import dev.reeve.v1.InstallCapsuleResponse;
import dev.reeve.v1.KernelServiceGrpc;
import dev.reeve.v1.ListCapsulesRequest;
import dev.reeve.v1.ListCapsulesResponse;
import dev.reeve.v1.LockdownRequest;
import dev.reeve.v1.LockdownResponse;
import dev.reeve.v1.LockdownState;
import dev.reeve.v1.ReloadCapsuleRequest;
import dev.reeve.v1.ReloadCapsuleResponse;
import dev.reeve.v1.ReloadCapsulesRequest;
import dev.reeve.v1.ReloadCapsulesResponse;
import dev.reeve.v1.RemoveCapsuleRequest;
import dev.reeve.v1.RemoveCapsuleResponse;
import dev.reeve.v1.RunCommandRequest;
import dev.reeve.v1.RunCommandResponse;
import dev.reeve.v1.SandboxTier;
import dev.reeve.v1.ShutdownRequest;
import dev.reeve.v1.ShutdownResponse;
import dev.reeve.v1.UnloadCapsuleRequest;
import dev.reeve.v1.UnloadCapsuleResponse;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** State, capsules checked by digest alone, and one slash command {@code say}. */
final class TestKernelService extends KernelServiceGrpc.KernelServiceImplBase {

  private final Path home;
  private final TestGate gate;
  private final List<Capsule> capsules = new CopyOnWriteArrayList<>();

  private final List<FileProblem> problems = new CopyOnWriteArrayList<>();
  private final List<ComponentHealth> components = new CopyOnWriteArrayList<>();
  private volatile LockdownState lockdown = LockdownState.getDefaultInstance();
  private volatile boolean hidden;
  private volatile @Nullable Runnable shutdown;

  /** Tells of a part that does not work from now on. */
  void sicken(String part, String detail) {
    components.add(ComponentHealth.newBuilder().setName(part).setDetail(detail).build());
  }

  /** Has this capsule, too, from now on. */
  void add(Capsule capsule) {
    capsules.add(capsule);
  }

  /** Does this when it is asked to end, from now on, and names this process. */
  void onShutdown(Runnable action) {
    shutdown = action;
  }

  /** Says that it drains, and goes on; where nothing else was told, the process it names is none. */
  @Override
  public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> answers) {
    Runnable action = shutdown;
    answers.onNext(ShutdownResponse.newBuilder().setPid(action == null ? 4_194_305 : ProcessHandle.current().pid()).build());
    answers.onCompleted();
    if (action != null) {
      action.run();
    }
  }

  /** Tells only who the caller is from now on. */
  void hide() {
    hidden = true;
  }

  /** Tells of a file that is ignored from now on. */
  void spoil(String problem) {
    problems.add(FileProblem.newBuilder().setPath(problem.substring(0, problem.indexOf(':'))).addProblems(problem)
        .setInForce("the last good version").build());
  }

  TestKernelService(Path home, TestGate gate) {
    this.home = home;
    this.gate = gate;
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<GetStatusResponse> answers) {
    if (hidden) {
      answers.onNext(GetStatusResponse.newBuilder().setPrincipal("bob").setState("READY").setVersion("9.9.9").build());
      answers.onCompleted();
      return;
    }
    GetStatusResponse.Builder answer =
        GetStatusResponse.newBuilder()
            .setPrincipal("default")
            .setState("READY")
            .setVersion("9.9.9")
            .setPid(ProcessHandle.current().pid())
            .setHome(home.toString())
            .addAllFileProblems(problems)
            .addAllComponents(components)
            .setProcess(TestFigures.PROCESS)
            .setCalls(TestFigures.CALLS)
            .addSandboxTiers(SandboxTier.newBuilder().setName("landlock").setUsable(true).setDetail("interface 6"));
    if (lockdown.hasSince()) {
      answer.setLockdown(lockdown);
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void getFigures(GetFiguresRequest request, StreamObserver<GetFiguresResponse> answers) {
    if (hidden) {
      answers.onError(Refusal.of("PERMISSION_DENIED", Code.PERMISSION_DENIED, "needs system:status: nothing grants it", Map.of()));
      return;
    }
    answers.onNext(TestFigures.of(capsules));
    answers.onCompleted();
  }

  @Override
  public void lockdown(LockdownRequest request, StreamObserver<LockdownResponse> answers) {
    if (request.getReason().length() > 256) {
      answers.onError(Refusal.field("reason", "has at most 256 characters"));
      return;
    }
    boolean changed = request.getOn() != lockdown.hasSince();
    if (changed) {
      lockdown =
          request.getOn()
              ? LockdownState.newBuilder().setSince(Timestamp.newBuilder().setSeconds(1_800_000_000)).setBy("default").setReason(request.getReason())
                  .build()
              : LockdownState.getDefaultInstance();
    }
    LockdownResponse.Builder answer = LockdownResponse.newBuilder().setChanged(changed);
    if (lockdown.hasSince()) {
      answer.setState(lockdown);
    }
    answers.onNext(answer.build());
    answers.onCompleted();
  }

  @Override
  public void listCapsules(ListCapsulesRequest request, StreamObserver<ListCapsulesResponse> answers) {
    answers.onNext(ListCapsulesResponse.newBuilder().addAllCapsules(capsules).build());
    answers.onCompleted();
  }

  @Override
  public void getCapsuleMetadata(GetCapsuleMetadataRequest request, StreamObserver<GetCapsuleMetadataResponse> answers) {
    capsules.stream()
        .filter(capsule -> capsule.getName().equals(request.getName()))
        .findFirst()
        .ifPresentOrElse(
            found -> {
              answers.onNext(GetCapsuleMetadataResponse.newBuilder().setCapsule(found).build());
              answers.onCompleted();
            },
            () -> answers.onError(Refusal.notFound("capsule", request.getName())));
  }

  @Override
  public void removeCapsule(RemoveCapsuleRequest request, StreamObserver<RemoveCapsuleResponse> answers) {
    if (!capsules.removeIf(capsule -> capsule.getName().equals(request.getName()))) {
      answers.onError(Refusal.notFound("capsule", request.getName()));
      return;
    }
    answers.onNext(RemoveCapsuleResponse.newBuilder().setProgress(request.getName() + " is removed" + (request.getForce() ? " by force" : "")).build());
    answers.onCompleted();
  }

  @Override
  public void unloadCapsule(UnloadCapsuleRequest request, StreamObserver<UnloadCapsuleResponse> answers) {
    answers.onNext(UnloadCapsuleResponse.newBuilder().setProgress("nothing is in flight").build());
    answers.onNext(
        UnloadCapsuleResponse.newBuilder()
            .setCapsule(Capsule.newBuilder().setName(request.getName()).setState(CapsuleState.CAPSULE_STATE_STOPPED))
            .build());
    answers.onCompleted();
  }

  @Override
  public void reloadCapsule(ReloadCapsuleRequest request, StreamObserver<ReloadCapsuleResponse> answers) {
    answers.onNext(ReloadCapsuleResponse.newBuilder().setProgress("started").build());
    answers.onNext(
        ReloadCapsuleResponse.newBuilder()
            .setCapsule(Capsule.newBuilder().setName(request.getName()).setState(CapsuleState.CAPSULE_STATE_READY))
            .build());
    answers.onCompleted();
  }

  @Override
  public void reloadCapsules(ReloadCapsulesRequest request, StreamObserver<ReloadCapsulesResponse> answers) {
    capsules.forEach(capsule -> answers.onNext(ReloadCapsulesResponse.newBuilder().setCapsule(capsule).build()));
    answers.onNext(ReloadCapsulesResponse.newBuilder().setFailure("ill: no fuel").build());
    answers.onCompleted();
  }

  @Override
  public void getCommands(GetCommandsRequest request, StreamObserver<GetCommandsResponse> answers) {
    answers.onNext(GetCommandsResponse.newBuilder().addCommands(Command.newBuilder().setName("say").setDescription("says")).build());
    answers.onCompleted();
  }

  @Override
  public void runCommand(RunCommandRequest request, StreamObserver<RunCommandResponse> answers) {
    if (!request.getName().equals("say")) {
      answers.onError(Refusal.notFound("command", request.getName()));
      return;
    }
    request.getArgsList().forEach(word -> answers.onNext(RunCommandResponse.newBuilder().setLine(word).build()));
    answers.onCompleted();
  }

  @Override
  public StreamObserver<InstallCapsuleRequest> installCapsule(StreamObserver<InstallCapsuleResponse> answers) {
    return new Upload(answers);
  }

  /** Digest of every review here. */
  static final String REVIEW = "ab".repeat(32);

  private static CapsuleReview review(boolean asks) {
    CapsuleReview.Builder review = CapsuleReview.newBuilder().setName("test").setVersion("1.0.0").setPublisher("acme").setDigest(REVIEW);
    return asks ? review.addAdded("fs:read@/srv/**").addUnion("fs:read@/srv/**").setNeedsApproval(true).build() : review.build();
  }

  private final class Upload implements StreamObserver<InstallCapsuleRequest> {

    private final StreamObserver<InstallCapsuleResponse> answers;
    private final MessageDigest jar = sha();
    private final MessageDigest signature = sha();
    private InstallCapsuleHeader header = InstallCapsuleHeader.getDefaultInstance();
    private boolean refused;
    private int largest;

    Upload(StreamObserver<InstallCapsuleResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(InstallCapsuleRequest part) {
      if (refused) {
        return;
      }
      switch (part.getPartCase()) {
        case HEADER -> {
          header = part.getHeader();
          if (!header.getFileName().endsWith(".capsule.jar")) {
            refuse("name", "'" + header.getFileName() + "' is no name of a capsule");
          }
        }
        case JAR -> add(jar, part.getJar());
        case SIGNATURE -> add(signature, part.getSignature());
        case PART_NOT_SET -> refuse("shape", "an empty part");
      }
    }

    private void add(MessageDigest digest, ByteString bytes) {
      largest = Math.max(largest, bytes.size());
      digest.update(bytes.toByteArray());
    }

    @Override
    public void onCompleted() {
      if (refused) {
        return;
      }
      String digest = HexFormat.of().formatHex(jar.digest());
      if (largest > 64 << 10) {
        refuse("chunk", "a chunk of " + largest + " bytes");
      } else if (!digest.equals(header.getDigest())) {
        refuse("digest", "the jar is not the one announced");
      } else if (!HexFormat.of().formatHex(signature.digest()).equals(header.getSignatureDigest())) {
        refuse("signature", "the signature is not the one announced");
      } else {
        answers.onNext(InstallCapsuleResponse.newBuilder().setProgress("the digest matches").build());
        boolean asks = header.getFileName().startsWith("asking-");
        answers.onNext(InstallCapsuleResponse.newBuilder().setReview(review(asks)).build());
        if (header.getDryRun()) {
          answers.onCompleted();
          return;
        }
        String arguments = "{\"jar\":\"" + digest + "\"}";
        if (asks && !gate.opened("capsule:install@test", "install test", arguments)) {
          answers.onError(gate.ask("capsule:install@test", "install test", arguments));
          return;
        }
        Capsule capsule =
            Capsule.newBuilder()
                .setName("test")
                .setDigest(digest)
                .setState(CapsuleState.CAPSULE_STATE_READY)
                .addContributions(
                    Contribution.newBuilder().setKind("tool").setName("test/say").setCalls(3).setErrors(1).setP50(Durations.fromMicros(1500))
                        .setP99(Durations.fromMicros(9250)))
                .addContributions(Contribution.newBuilder().setKind("command").setName("say"))
                .build();
        capsules.add(capsule);
        answers.onNext(InstallCapsuleResponse.newBuilder().setInstalled(capsule).build());
        answers.onCompleted();
      }
    }

    @Override
    public void onError(Throwable gone) {
      refused = true;
    }

    private void refuse(String check, String message) {
      refused = true;
      answers.onError(Refusal.of("CAPSULE_REFUSED", Code.FAILED_PRECONDITION, message, Map.of("check", check)));
    }
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
