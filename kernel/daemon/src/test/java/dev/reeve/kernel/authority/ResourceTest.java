package dev.reeve.kernel.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reeve.v1.ResourceKind;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      fs:read@srv                 | the path 'srv' is not absolute: it does not start with '/'
      fs:read@**                  | the path '**' has a '*' that is not a last '/**'
      fs:read@/srv/               | the path '/srv/' has an empty part: '//' or a last '/'
      fs:read@//srv               | the path '//srv' has an empty part: '//' or a last '/'
      fs:read@/srv//**            | the path '/srv//**' has an empty part: '//' or a last '/'
      fs:read@/srv/../etc         | the path '/srv/../etc' has the part '..'
      fs:read@/srv/./x            | the path '/srv/./x' has the part '.'
      fs:read@/../**              | the path '/../**' has the part '..'
      fs:read@/srv/*              | the path '/srv/*' has a '*' that is not a last '/**'
      fs:read@/srv/**/x           | the path '/srv/**/x' has a '*' that is not a last '/**'
      fs:read@/srv/a*             | the path '/srv/a*' has a '*' that is not a last '/**'
      fs:*@srv                    | the path 'srv' is not absolute: it does not start with '/'
      self:fs:read@srv            | the path 'srv' is not absolute: it does not start with '/'
      process:spawn@git           | the executable path 'git' is not absolute: it does not start with '/'
      process:spawn@/usr/bin/**   | the executable path '/usr/bin/**' has a '*'; programs are named one by one
      process:spawn@/usr/../sh    | the executable path '/usr/../sh' has the part '..'
      process:spawn@/             | the executable path '/' names no file
      net:connect@*               | the host '*' is no host, '*.domain' or block of addresses, with an optional ':port'
      net:connect@a.*.com         | the host 'a.*.com' is no host, '*.domain' or block of addresses, with an optional ':port'
      net:connect@https://a.com   | the host 'https://a.com' has a port that is not a number from 1 to 65535
      net:connect@a.com.          | the host 'a.com.' is no host, '*.domain' or block of addresses, with an optional ':port'
      net:connect@-a.com          | the host '-a.com' is no host, '*.domain' or block of addresses, with an optional ':port'
      net:connect@a.com:0         | the host 'a.com:0' has a port that is not a number from 1 to 65535
      net:connect@a.com:65536     | the host 'a.com:65536' has a port that is not a number from 1 to 65535
      net:connect@a.com:          | the host 'a.com:' has a port that is not a number from 1 to 65535
      net:connect@a.com:0443      | the host 'a.com:0443' has a port that is not a number from 1 to 65535
      net:connect@a.com:https     | the host 'a.com:https' has a port that is not a number from 1 to 65535
      net:connect@:443            | the host ':443' has a name of 0 characters; wanted: 1 to 253
      net:connect@10.0.0          | the host '10.0.0' ends in a number, but is no address of four numbers from 0 to 255
      net:connect@0x7f000001      | the host '0x7f000001' ends in a number, but is no address of four numbers from 0 to 255
      net:connect@2130706433      | the host '2130706433' ends in a number, but is no address of four numbers from 0 to 255
      net:connect@127.0.0.01      | the host '127.0.0.01' ends in a number, but is no address of four numbers from 0 to 255
      net:connect@256.0.0.1       | the host '256.0.0.1' has no IP address where one is wanted
      net:connect@10.0/8          | the host '10.0/8' has no IP address where one is wanted
      net:connect@a.com/8         | the host 'a.com/8' has no IP address where one is wanted
      net:connect@10.0.0.0/33     | the host '10.0.0.0/33' has a prefix that is not a number from 0 to 32
      net:connect@10.0.0.0/       | the host '10.0.0.0/' has a prefix that is not a number from 0 to 32
      net:connect@10.0.0.0/08     | the host '10.0.0.0/08' has a prefix that is not a number from 0 to 32
      net:connect@10.0.0.5/8      | the host '10.0.0.5/8' has address bits beyond its prefix
      net:connect@fd00::1/64      | the host 'fd00::1/64' has address bits beyond its prefix
      net:connect@fd00::/129      | the host 'fd00::/129' has a prefix that is not a number from 0 to 128
      net:connect@fd00:::1        | the host 'fd00:::1' has no IP address where one is wanted
      net:connect@fe80::1%eth0    | the host 'fe80::1%eth0' has no IP address where one is wanted
      net:connect@[::1            | the host '[::1' has a '[' without ']' before the port
      net:connect@[::1]443        | the host '[::1]443' has a '[' without ']' before the port
      net:connect@[a.com]:443     | the host '[a.com]:443' has brackets around something that is no IPv6 address
      net:connect@::ffff:0:0/95   | the host '::ffff:0:0/95' is a block around the IPv4 addresses in IPv6 form; write it as IPv4
      tool:invoke@files/          | the name 'files/' has an empty part
      tool:invoke@/files          | the name '/files' has an empty part
      tool:invoke@/*              | the name '/*' has an empty part
      tool:invoke@*               | the name '*' has a '*' that is not a last '/*'
      tool:invoke@fi*les          | the name 'fi*les' has a '*' that is not a last '/*'
      tool:invoke@files/**        | the name 'files/**' has a '*' that is not a last '/*'
      tool:invoke@../x            | the name '../x' has the part '..'
      run:start@a b               | the name 'a b' has a character that is not one of A-Z, a-z, 0-9, '_', '-', '.'
      secret:use@ä                | the name 'ä' has a character that is not one of A-Z, a-z, 0-9, '_', '-', '.'
      """)
  void refusesWhatIsNoResourceOfItsKind(String pattern, String message) {
    assertThatThrownBy(() -> CapabilityPattern.parse(pattern)).isInstanceOf(InvalidPatternException.class).hasMessage(message);
  }

  @Test
  void refusesControlCharacters() {
    assertThatThrownBy(() -> CapabilityPattern.parse("fs:read@/srv/a\0b")).hasMessage("the resource '/srv/a?b' has a control character");
    assertThatThrownBy(() -> new Capability("fs:read", "/srv/a\nb")).hasMessage("the resource '/srv/a?b' has a control character");
  }

  @Test
  void whereTheKindIsOpenTellsWhyNoneFits() {
    assertThatThrownBy(() -> CapabilityPattern.parse("*@a b")).hasMessageContaining("the path 'a b' is not absolute")
        .hasMessageContaining("the host 'a b'").hasMessageContaining("the executable path 'a b'").hasMessageContaining("the name 'a b'");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      fs:read@/srv/**            | fs:read@/srv
      fs:read@/srv/**            | fs:read@/srv/a*b/c d
      fs:read@/**                | fs:read@/
      fs:read@/                  | fs:read@/
      net:connect@Example.COM    | net:connect@example.com
      net:connect@example.com    | net:connect@EXAMPLE.com:443
      net:connect@*.example.com  | net:connect@a.b.example.com
      net:connect@_srv.example.com:5 | net:connect@_srv.example.com:5
      net:connect@::1            | net:connect@[0:0:0:0:0:0:0:1]:80
      net:connect@[::1]:80       | net:connect@[::1]:80
      net:connect@fd00::/8       | net:connect@fdff::1
      net:connect@[fd00::/8]:22  | net:connect@[fd01::1]:22
      net:connect@10.0.0.0/8     | net:connect@::ffff:10.1.2.3
      net:connect@::ffff:10.0.0.0/104 | net:connect@10.1.2.3
      net:connect@0.0.0.0/0      | net:connect@255.255.255.255:1
      net:connect@::/0           | net:connect@ffff::1
      tool:invoke@files/*        | tool:invoke@files/read
      tool:invoke@files/*        | tool:invoke@files/a/b
      model:use@gpt-4.1          | model:use@gpt-4.1
      run:start@acme/bot         | run:start@acme/bot
      """)
  void covers(String pattern, String capability) {
    assertThat(CapabilityPattern.parse(pattern).matches(Capability.parse(capability))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      fs:read@/srv/**            | fs:read@/srvx
      fs:read@/srv/**            | fs:read@/
      fs:read@/srv               | fs:read@/srv/x
      fs:read@/                  | fs:read@/srv
      fs:read@/Srv/**            | fs:read@/srv/x
      net:connect@*.example.com  | net:connect@example.com
      net:connect@*.example.com  | net:connect@badexample.com
      net:connect@example.com:443 | net:connect@example.com
      net:connect@example.com:443 | net:connect@example.com:80
      net:connect@::/0           | net:connect@10.0.0.1
      net:connect@0.0.0.0/0      | net:connect@::1
      net:connect@10.0.0.0/8     | net:connect@11.0.0.1
      net:connect@fd00::/8       | net:connect@fe00::1
      net:connect@127.0.0.1      | net:connect@localhost
      process:spawn@/usr/bin/git | process:spawn@/usr/bin/gitk
      tool:invoke@files/*        | tool:invoke@files
      tool:invoke@files/*        | tool:invoke@filesystem/read
      tool:invoke@files/read     | tool:invoke@Files/read
      tool:invoke@files          | tool:invoke@files/read
      run:start@bot              | run:start@acme/bot
      """)
  void doesNotCover(String pattern, String capability) {
    assertThat(CapabilityPattern.parse(pattern).matches(Capability.parse(capability))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      fs:read@/srv/..           | the path '/srv/..' has the part '..'
      net:connect@*.example.com | the host '*.example.com' is no host, '*.domain' or block of addresses, with an optional ':port'
      net:connect@10.0.0.0/8    | the host '10.0.0.0/8' is a block of addresses; one is wanted
      tool:invoke@files/*       | the name 'files/*' has a '*' that is not a last '/*'
      process:spawn@git         | the executable path 'git' is not absolute: it does not start with '/'
      """)
  void aConcreteResourceIsOneThing(String capability, String message) {
    assertThatThrownBy(() -> Capability.parse(capability)).isInstanceOf(InvalidPatternException.class).hasMessage(message);
  }

  /** Blocks of both widths against ranges of integers. */
  @Test
  void blocksAreRangesOfAddresses() throws UnknownHostException {
    Random random = new Random(17);
    int inside = 0;
    for (int i = 0; i < 20_000; i++) {
      int bytes = random.nextBoolean() ? 4 : 16;
      int width = bytes * 8;
      BigInteger address = new BigInteger(width, random);
      int prefix = random.nextInt(width + 1);
      BigInteger first = address.shiftRight(width - prefix).shiftLeft(width - prefix);
      BigInteger last = first.add(BigInteger.ONE.shiftLeft(width - prefix)).subtract(BigInteger.ONE);
      BigInteger probe = random.nextInt(3) == 0 ? new BigInteger(width, random) : switch (random.nextInt(4)) {
        case 0 -> first;
        case 1 -> last;
        case 2 -> first.subtract(BigInteger.ONE).max(BigInteger.ZERO);
        default -> address;
      };
      Resource block = Resource.pattern(ResourceKind.RESOURCE_KIND_HOST, text(first, bytes) + "/" + prefix);
      Resource one = Resource.concrete(ResourceKind.RESOURCE_KIND_HOST, text(probe, bytes));
      boolean expected = probe.compareTo(first) >= 0 && probe.compareTo(last) <= 0;
      assertThat(block.contains(one)).as("%s in %s/%d", text(probe, bytes), text(first, bytes), prefix).isEqualTo(expected);
      assertThat(block.overlaps(one)).isEqualTo(expected);
      inside += expected ? 1 : 0;
    }
    assertThat(inside).isBetween(4_000, 16_000);
  }

  private static String text(BigInteger address, int bytes) throws UnknownHostException {
    byte[] big = address.toByteArray();
    byte[] exact = new byte[bytes];
    for (int i = 0; i < bytes && i < big.length; i++) {
      exact[bytes - 1 - i] = big[big.length - 1 - i];
    }
    return InetAddress.getByAddress(exact).getHostAddress();
  }
}
