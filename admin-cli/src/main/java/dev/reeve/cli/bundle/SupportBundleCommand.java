package dev.reeve.cli.bundle;

import dev.reeve.cli.call.Invocation;
import dev.reeve.cli.call.OwnVersion;
import dev.reeve.cli.file.PartialFile;
import dev.reeve.cli.output.Json;
import dev.reeve.cli.output.TableView;
import dev.reeve.cli.output.Words;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reeve support-bundle}: everything that helps to find out what is wrong, in one file. */
@Command(
    name = "support-bundle",
    description = {
      "Write what helps to find out what is wrong into one zip archive, mode 0600: findings of the doctor, versions, the kernel's state and log,",
      "names of policy files, capsules, the audit chain's head, facts of this host. Without keys, without what policy files say, and without",
      "what looks like a secret; manifest.json in it names every file. Look through it before you pass it on. Works without a kernel."
    })
public final class SupportBundleCommand implements Callable<Integer> {

  private static final String MANIFEST = "manifest.json";
  private static final int VERSION = 1;
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /** What was written. */
  private record Written(Path file, List<Part> parts, long bytes) {}

  private static final TableView<Written> WRITTEN =
      new TableView<Written>(written -> written.file().toString(), SupportBundleCommand::json, List.of())
          .with("FILE", written -> written.file().toString())
          .with("FILES", written -> Long.toString(written.parts().stream().filter(Part::there).count()))
          .with("LEFT OUT", written -> Words.join(written.parts().stream().filter(part -> !part.there()).map(Part::name).toList()))
          .with("SIZE", written -> Words.size(written.bytes()));

  private final Invocation call;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The archive, which must not be there yet; default reeve-support-TIME.zip in this folder.")
  private @Nullable Path file;

  @Option(names = "--dry-run", description = "Write nothing; list what it would contain.")
  private boolean dryRun;

  public SupportBundleCommand(Invocation call) {
    this.call = call;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (dryRun) {
      call.output().list(Contents.gather(call), Part.VIEW);
      return 0;
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Path target = (file == null ? Path.of("reeve-support-" + STAMP.format(now) + ".zip") : file).toAbsolutePath().normalize();
    try (PartialFile partial = PartialFile.fresh(target)) {
      List<Part> parts = Contents.gather(call);
      OutputStream out = new BufferedOutputStream(partial.stream());
      write(parts, now, out);
      out.flush();
      partial.keep();
      call.output().one(new Written(target, parts, Files.size(target)), WRITTEN);
    }
    call.tell("look through it before you pass it on: names of principals, agents and files are in it");
    return 0;
  }

  private static void write(List<Part> parts, Instant now, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    entry(zip, MANIFEST, manifest(parts, now).getBytes(StandardCharsets.UTF_8));
    for (Part part : parts) {
      if (part.there()) {
        entry(zip, part.name(), part.bytes());
      }
    }
    zip.finish();
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static String manifest(List<Part> parts, Instant now) {
    Json style = Json.pretty();
    Map<String, String> members = new LinkedHashMap<>();
    members.put("bundleVersion", Integer.toString(VERSION));
    members.put("madeAt", Json.text(now.toString()));
    members.put("madeBy", Json.text("reeve " + OwnVersion.text()));
    members.put("files", style.array(parts.stream().map(part -> part.json(style)).toList()));
    return style.object(members) + "\n";
  }

  private static String json(Json style, Written written) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("file", Json.text(written.file().toString()));
    members.put("bytes", Json.text(Long.toString(written.bytes())));
    members.put("files", style.array(written.parts().stream().map(part -> part.json(style)).toList()));
    return style.object(members);
  }
}
