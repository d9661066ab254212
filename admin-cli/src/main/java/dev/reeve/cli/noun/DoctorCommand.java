package dev.reeve.cli.noun;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.doctor.Check;
import dev.reeve.cli.doctor.CheckWord;
import dev.reeve.cli.doctor.Doctor;
import dev.reeve.cli.doctor.Finding;
import dev.reeve.cli.doctor.Finding.Level;
import dev.reeve.cli.doctor.FindingView;
import dev.reeve.cli.doctor.Repairs;
import dev.reeve.cli.output.Format;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code reeve doctor}: what is wrong and what to do about it. */
@Command(
    name = "doctor",
    description = {
      "Look at the kernel, its policy files, its home and this host, and say what is wrong and what to do.",
      "Changes nothing without --fix. Exit code 0 when nothing failed, 1 otherwise. Much of it works without a kernel."
    })
public final class DoctorCommand implements Callable<Integer> {

  private final Invocation call;

  @Option(
      names = "--check",
      paramLabel = "ID",
      split = ",",
      converter = CheckWord.class,
      completionCandidates = CheckWord.class,
      description = "Only these checks; default: all.")
  private List<Check> checks = new ArrayList<>();

  @Option(names = "--list", description = "Name the checks and what they look at, and look at nothing.")
  private boolean list;

  @Option(names = "--fix", description = "Repair what is safe: permissions of your own files in the home, a socket nobody listens on. Says what it did.")
  private boolean fix;

  @Option(names = "--dry-run", description = "With --fix: only say what it would do.")
  private boolean dryRun;

  public DoctorCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (dryRun && !fix) {
      throw ReeveException.usage("--dry-run is of --fix", "without both nothing is changed");
    }
    List<Check> chosen = checks.isEmpty() ? List.of(Check.values()) : checks;
    if (list) {
      call.output().list(List.of(Check.values()).stream().filter(chosen::contains).toList(), FindingView.CHECK);
      return 0;
    }
    List<Finding> findings = Doctor.examine(call, chosen, fix && !dryRun ? Repairs.MADE : Repairs.TOLD);
    if (call.output().format() == Format.table && !call.output().columnsChosen()) {
      findings.forEach(this::lines);
    } else {
      call.output().list(findings, FindingView.FINDING);
    }
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL) ? LocalError.FAILED.exit() : 0;
  }

  private void lines(Finding finding) {
    call.output().line(String.format("%-7s  %s: %s", finding.level(), finding.check().id(), finding.said()));
    if (dryRun && !finding.repair().isEmpty()) {
      call.output().line("         --fix would: " + finding.repair());
    } else if (!finding.remedy().isEmpty()) {
      call.output().line("         to do: " + finding.remedy());
    }
  }
}
