package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;
import static dev.reeve.kernel.sandbox.EscapeAttempt.byRoot;
import static dev.reeve.kernel.sandbox.EscapeAttempt.call;

import java.util.List;

/** Ways to anybody over a socket. */
final class EscapesOfNetwork {

  private static final String CONNECT = "connect($s, $a) and print \"REACHED\"'";

  static final List<EscapeAttempt> ALL =
      List.of(
          byAnyone("connect to a port of the loopback",
              "perl -e 'use Socket; socket(my $s, AF_INET, SOCK_STREAM, 0) or exit 1; my $a = pack_sockaddr_in($ENV{TCP}, INADDR_LOOPBACK);" + CONNECT),
          byAnyone("have a datagram to the loopback answered",
              "perl -e 'use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or exit 1; connect($s, pack_sockaddr_in($ENV{UDP}, INADDR_LOOPBACK));"
                  + " alarm 5; my $b; send($s, \"x\", 0) or exit 1; recv($s, $b, 9, 0); $b eq \"x\" and print \"REACHED\"'"),
          byAnyone("connect to a socket by its path, as to D-Bus",
              "perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1; my $a = sockaddr_un($ENV{SOCKET});" + CONNECT),
          byAnyone("connect to a socket by its abstract name",
              "perl -e 'use Socket; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or exit 1; my $a = pack(\"Sx\", AF_UNIX) . $ENV{ABSTRACT};" + CONNECT),
          byAnyone("send a datagram to a socket by its path",
              "perl -e 'use Socket; socketpair(my $s, my $t, AF_UNIX, SOCK_DGRAM, 0) or exit 1; my ($x, $a) = (\"x\", pack_sockaddr_un($ENV{DATAGRAM}));"
                  + " syscall($ENV{SYS_SENDTO} + 0, fileno($s), $x, 1, 0, $a, length $a) >= 0 and print \"REACHED\"'"),
          byAnyone("see the host's network by netlink",
              "perl -e 'socket(my $s, 16, 3, 0) or exit 1; send($s, pack(\"LSSLLx16\", 32, 18, 0x301, 1, 0), 0); my $n = 0;"
                  + " while (1) { recv($s, my $b, 65536, 0); my $o = 0; while ($o + 16 <= length $b) { my ($l, $t) = unpack(\"LS\", substr($b, $o));"
                  + " if ($t == 3 || $t == 2 || $l < 16) { print \"REACHED\" if $n > 1; exit } $n++ if $t == 16; $o += ($l + 3) & ~3 } }'"),
          byAnyone("read the host's network settings", "[ $(wc -l < /proc/net/dev) -gt 3 ] && echo REACHED"),
          byRoot("make a raw socket", "perl -e 'socket(my $s, 2, 3, 1) and print \"REACHED\"'"),
          byRoot("make a packet socket", "perl -e 'socket(my $s, 17, 3, 0) and print \"REACHED\"'"),
          call("make a socket to the machine's host (vsock)", SystemCall.SOCKET, 40, 1, 0),
          call("make a socket of the kernel's ciphers", SystemCall.SOCKET, 38, 5, 0));

  private EscapesOfNetwork() {}
}
