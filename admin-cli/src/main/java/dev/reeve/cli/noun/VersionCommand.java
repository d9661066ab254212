package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.OwnVersion;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.client.ReeveException;
import dev.reeve.v1.GetStatusRequest;
import dev.reeve.v1.GetStatusResponse;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code reeve version}: this program's version, and the kernel's where one answers. */
@Command(name = "version", description = "Versions of this program, of Java, and of the kernel where one answers.")
public final class VersionCommand implements Callable<Integer> {

  private record Versions(String reeve, String java, String kernel) {}

  private static final TableView<Versions> VIEW =
      new TableView<Versions>(Versions::reeve, (style, v) -> style.object(members(v)), List.of())
          .with("REEVE", Versions::reeve)
          .with("JAVA", Versions::java)
          .with("KERNEL", Versions::kernel);

  private final Invocation call;

  public VersionCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    call.output().one(new Versions(OwnVersion.text(), System.getProperty("java.version", ""), kernelVersion()), VIEW);
    return 0;
  }

  /** Empty when no kernel answers. */
  private String kernelVersion() {
    try {
      GetStatusResponse status = call.connect().kernel().getStatus(GetStatusRequest.getDefaultInstance());
      return status.getVersion();
    } catch (ReeveException | StatusRuntimeException none) {
      return "";
    }
  }

  private static Map<String, String> members(Versions versions) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("reeve", Json.text(versions.reeve()));
    members.put("java", Json.text(versions.java()));
    members.put("kernel", Json.text(versions.kernel()));
    return members;
  }
}
