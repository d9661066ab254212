package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.doctor.Doctor;
import dev.reeve.cli.doctor.Finding;
import dev.reeve.cli.doctor.Finding.Level;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve doctor}: what is wrong and what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Look at the kernel, its policy files, its home and this host, and say what is wrong and what to do.",
      "Exit code 0 when nothing failed, 1 otherwise. Much of it works without a kernel."
    })
public final class DoctorCommand implements Callable<Integer> {

  private static final int WRONG = 1;

  private static final TableView<Finding> FINDING =
      new TableView<Finding>(Finding::about, DoctorCommand::json, List.of());

  private final Invocation call;

  @Option(names = "--fix", description = "Repair what is safe: permissions of your own files in the home, a socket nobody listens on.")
  private boolean fix;

  public DoctorCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() {
    List<Finding> findings = Doctor.examine(call, fix);
    if (call.output().table()) {
      findings.forEach(this::line);
    } else {
      call.output().list(findings, FINDING);
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? WRONG : 0;
  }

  private void line(Finding finding) {
    call.output().line(String.format("%-5s  %s: %s", finding.level(), finding.about(), finding.said()));
    if (!finding.remedy().isEmpty()) {
      call.output().line("       to do: " + finding.remedy());
    }
  }

  private static String json(Json style, Finding finding) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("level", Json.text(finding.level().name()));
    members.put("about", Json.text(finding.about()));
    members.put("said", Json.text(finding.said()));
    members.put("remedy", Json.text(finding.remedy()));
    return style.object(members);
  }
}
