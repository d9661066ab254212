package dev.reeve.evidence;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a chain: {@code audit-<seq of the first record, 20 digits>.jsonl}. */
public final class Segments {

  private static final Pattern NAME = Pattern.compile("audit-([0-9]{20})\\.jsonl");

  private Segments() {}

  /** The name of the segment that begins with this record. */
  public static String name(long firstSeq) {
    return String.format(Locale.ROOT, "audit-%020d.jsonl", firstSeq);
  }

  /**
   * The chain's files in their order. Other files are none of its business, but {@code audit-*.jsonl} by another form is.
   *
   * @throws UnreadableChainException when the folder cannot be listed, or a segment is not a regular file of the right name
   */
  public static List<Path> list(Path dir) throws UnreadableChainException {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dir, "audit-*.jsonl")) {
      for (Path file : files) {
        firstSeq(file);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new UnreadableChainException(file + ": not a regular file");
        }
        segments.add(file);
      }
    } catch (IOException e) {
      throw new UnreadableChainException(dir, e);
    } catch (DirectoryIteratorException e) {
      throw new UnreadableChainException(dir + ": cannot be listed: " + e.getMessage(), e);
    }
    Collections.sort(segments);
    return segments;
  }

  /** Whether this is the name of a segment. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** By its name. */
  static long firstSeq(Path segment) throws UnreadableChainException {
    Matcher matcher = NAME.matcher(segment.getFileName().toString());
    try {
      if (matcher.matches()) {
        return Long.parseLong(matcher.group(1));
      }
    } catch (NumberFormatException e) {
      throw new UnreadableChainException(segment + ": a sequence number too large", e);
    }
    throw new UnreadableChainException(segment + ": a segment is named audit-<20 digits>.jsonl");
  }
}
