package dev.reeve.kernel.sandbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Scripts that try to get out, each also run outside as a control. */
final class Escapes {

  private Escapes() {}

  /** Prints {@code connected} when a Unix socket can be connected to. */
  static final String PERL_UNIX_CONNECT =
      """
      exec perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1;
        connect($s, sockaddr_un($ARGV[0])) or exit 1; print "connected"; exit 0' "$1" || exit 1
      """;

  /** Prints {@code connected} when a port of the loopback can be connected to. */
  static final String PERL_TCP_CONNECT =
      """
      exec perl -e 'use Socket; socket(my $s, AF_INET, SOCK_STREAM, 0) or exit 1;
        connect($s, pack_sockaddr_in($ARGV[0], INADDR_LOOPBACK)) or exit 1; print "connected"' "$1"
      """;

  /** A system call with up to four numbers or zeros; exit code 0 when it works, else its errno. */
  static final String PERL_SYSCALL =
      "exec perl -e 'exit(syscall($ARGV[0], map { $_ + 0 } @ARGV[1..4]) == -1 ? $! + 0 : 0)' \"$@\"";

  static void needPerl() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl at /usr/bin/perl");
  }
}
