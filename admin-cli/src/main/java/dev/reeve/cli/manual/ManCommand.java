package dev.reeve.cli.manual;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.OwnVersion;
import dev.reeve.cli.completion.Candidate;
import dev.reeve.cli.completion.Kind;
import dev.reeve.cli.completion.Names;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.PlainText;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.usage.Nearest;
import dev.reeve.client.LocalError;
import dev.reeve.client.ReeveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reeve man}: the pages of the manual, as files that {@code man} reads. Needs no kernel. */
@Command(
    name = "man",
    description = {
      "The pages of the manual: a list of them, one as troff reads it, or all as files.",
      "To read one where it is not installed: reeve man reeve-run | man -l -"
    })
public final class ManCommand implements Callable<Integer> {

  private static final TableView<ManualPage> ROW =
      new TableView<ManualPage>(ManualPage::name, ManCommand::json, List.of())
          .with("NAME", ManualPage::name)
          .with("SECTION", page -> Integer.toString(page.section()))
          .with("ABOUT", ManualPage::summary);

  private final Invocation call;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "PAGE", arity = "0..1", description = "Name of a page, such as reeve-run.")
  private @Nullable String page;

  @Option(names = "--to", paramLabel = "DIR", description = "Write all pages into man1, man5 and man8 below it.")
  private @Nullable Path folder;

  public ManCommand(Invocation call) {
    this.call = call;
  }

  /** Names of pages, for completion. */
  public static Names names() {
    return (kind, words) -> kind == Kind.PAGE ? Manual.WRITTEN.stream().map(file -> new Candidate(file.substring(0, file.length() - 2), "")).toList() : List.of();
  }

  @Override
  public Integer call() throws IOException {
    List<ManualPage> pages = Manual.pages(CommandEntry.of(spec.root()));
    if (folder != null) {
      if (page != null) {
        throw ReeveException.usage("--to writes all pages", "leave PAGE out");
      }
      write(pages, folder);
    } else if (page != null) {
      new PlainText(page, one(pages, page).roff(OwnVersion.text())).print(call.output());
    } else {
      call.output().list(pages, ROW);
    }
    return 0;
  }

  private static ManualPage one(List<ManualPage> pages, String name) {
    return pages.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              String meant = Nearest.question(Nearest.to(name, pages.stream().map(ManualPage::name).toList()));
              return ReeveException.local(LocalError.NOT_FOUND, "no page is called '" + name + "'", meant.isEmpty() ? "see 'reeve man'" : meant);
            });
  }

  private void write(List<ManualPage> pages, Path to) throws IOException {
    for (ManualPage each : pages) {
      Path file = Files.createDirectories(to.resolve("man" + each.section())).resolve(each.file());
      Files.writeString(file, each.roff(OwnVersion.text()));
    }
    call.tell(pages.size() + " pages are in " + to);
  }

  private static String json(Json style, ManualPage page) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("name", Json.text(page.name()));
    members.put("section", Integer.toString(page.section()));
    members.put("about", Json.text(page.summary()));
    return style.object(members);
  }
}
