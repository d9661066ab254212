package dev.reeve.capsules.runtimeprocess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reeve.capsule.CapsuleException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code runtime} section of a manifest says for {@code name: process}.
 *
 * @param command 1 to 64 parts of at most 4,096 bytes each; the first is an absolute path, or {@code ./NAME} with NAME among the files
 * @param files text files for the work folder: relative name to content; at most 64, together at most 256 KiB
 */
record Program(List<String> command, Map<String, byte[]> files) {

  private static final List<String> KEYS = List.of("name", "command", "files");
  private static final int MOST_PARTS = 64;
  private static final int LONGEST_PART = 4096;
  private static final int MOST_FILES = 64;
  private static final int MOST_FILE_BYTES = 256 * 1024;

  /** Reads the section; INVALID names the key and the rule. */
  static Program parse(Map<String, @Nullable Object> section) throws CapsuleException {
    for (String key : section.keySet()) {
      if (!KEYS.contains(key)) {
        throw invalid(key, unknown(key));
      }
    }
    if (!"process".equals(section.get("name"))) {
      throw invalid("name", "must be 'process' here");
    }
    Map<String, byte[]> files = files(section);
    List<String> command = command(section.get("command"));
    checkProgram(command.getFirst(), files);
    return new Program(command, files);
  }

  private static String unknown(String key) {
    return switch (key) {
      case "image" -> "is for runtimes that run container images; the process runtime runs a program of this host";
      case "module" -> "is for runtimes that run WebAssembly modules; the process runtime runs a program of this host";
      case "workdir" -> "cannot be chosen in this version: the program starts in its own work folder, beside its files";
      default -> "unknown key; the nearest known one is '" + Nearest.to(key, KEYS) + "'";
    };
  }

  private static List<String> command(@Nullable Object value) throws CapsuleException {
    if (!(value instanceof List<?> parts) || parts.isEmpty()) {
      throw invalid("command", "must be a list of strings, the program first");
    }
    if (parts.size() > MOST_PARTS) {
      throw invalid("command", "has " + parts.size() + " parts; at most " + MOST_PARTS + " are allowed");
    }
    List<String> command = new ArrayList<>();
    for (Object part : parts) {
      String key = "command[" + command.size() + "]";
      if (!(part instanceof String text)) {
        throw invalid(key, "must be a string (quote numbers and words like true)");
      }
      if (text.getBytes(UTF_8).length > LONGEST_PART || text.indexOf('\0') >= 0) {
        throw invalid(key, "must have at most " + LONGEST_PART + " bytes, none of them NUL");
      }
      command.add(text);
    }
    return List.copyOf(command);
  }

  private static void checkProgram(String program, Map<String, byte[]> files) throws CapsuleException {
    if (program.startsWith("./")) {
      String name = program.substring(2);
      if (!files.containsKey(name)) {
        throw invalid("command[0]", "'" + program + "' is not among runtime.files");
      }
      return;
    }
    if (!program.startsWith("/") || !WorkPath.isPlain(program.substring(1))) {
      throw invalid("command[0]", "must be an absolute path without '.' and '..', or './NAME' of a file in runtime.files");
    }
  }

  private static Map<String, byte[]> files(Map<String, @Nullable Object> section) throws CapsuleException {
    if (!section.containsKey("files")) {
      return Map.of();
    }
    if (!(section.get("files") instanceof Map<?, ?> entries)) {
      throw invalid("files", "must map file names to text");
    }
    if (entries.size() > MOST_FILES) {
      throw invalid("files", "has " + entries.size() + " files; at most " + MOST_FILES + " are allowed");
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    int left = MOST_FILE_BYTES;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (!(entry.getKey() instanceof String name) || !WorkPath.isFileName(name)) {
        throw invalid("files", "'" + entry.getKey() + "' must be " + WorkPath.RULE);
      }
      if (!(entry.getValue() instanceof String text)) {
        throw invalid("files." + name, "must be text");
      }
      byte[] bytes = text.getBytes(UTF_8);
      left -= bytes.length;
      if (left < 0) {
        throw invalid("files", "must have at most " + MOST_FILE_BYTES + " bytes together");
      }
      files.put(name, bytes);
    }
    checkNoFileIsAFolder(files);
    return Map.copyOf(files);
  }

  private static void checkNoFileIsAFolder(Map<String, byte[]> files) throws CapsuleException {
    for (String name : files.keySet()) {
      for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
        if (files.containsKey(name.substring(0, slash))) {
          throw invalid("files", "'" + name.substring(0, slash) + "' is both a file and the folder of '" + name + "'");
        }
      }
    }
  }

  private static CapsuleException invalid(String key, String rule) {
    return new CapsuleException(CapsuleException.Kind.INVALID, "runtime." + key + ": " + rule);
  }
}
