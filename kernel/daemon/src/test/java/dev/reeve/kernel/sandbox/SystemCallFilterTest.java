package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter, run by a small machine that knows the eight instructions it is made of. */
class SystemCallFilterTest {

  private static final int ALLOWED = 0x7fff0000;
  private static final int KILLED = 0x80000000;
  private static final Set<SystemCall> ORDINARY =
      EnumSet.of(SystemCall.READ, SystemCall.WRITE, SystemCall.CLOSE, SystemCall.PIPE2, SystemCall.FCNTL, SystemCall.WAITID,
          SystemCall.KILL, SystemCall.GETTID, SystemCall.PRCTL, SystemCall.MEMFD_CREATE, SystemCall.EPOLL_PWAIT);

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void ordinaryCallsAreAllowedInBothTiers(Architecture architecture) {
    for (Tier tier : Tier.values()) {
      for (SystemCall call : ORDINARY) {
        assertThat(verdict(tier, architecture, call)).as("%s %s", tier, call).isEqualTo(ALLOWED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void anotherArchitectureEndsTheProgram(Architecture architecture) {
    for (Tier tier : Tier.values()) {
      byte[] program = SystemCallFilter.of(tier, architecture);
      for (Architecture other : Architecture.values()) {
        int verdict = run(program, other.audit, SystemCall.READ.number(other));
        assertThat(verdict).isEqualTo(other == architecture ? ALLOWED : KILLED);
      }
      // i386
      assertThat(run(program, 0x40000003, 3)).isEqualTo(KILLED);
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void unknownAndForeignNumbersAreMissing(Architecture architecture) {
    byte[] program = SystemCallFilter.of(Tier.NAMESPACES, architecture);
    for (int number : new int[] {470, 5000, 0x40000000, 0x40000027, -1}) {
      assertThat(run(program, architecture.audit, number)).isEqualTo(error(Linux.ENOSYS));
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void namespacesAreNotMadeByAnyWay(Architecture architecture) {
    for (Tier tier : Tier.values()) {
      for (int bit : new int[] {0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000}) {
        assertThat(verdict(tier, architecture, SystemCall.CLONE, bit | 17)).isEqualTo(error(Linux.EPERM));
        assertThat(verdict(tier, architecture, SystemCall.UNSHARE, bit)).isEqualTo(error(Linux.EPERM));
      }
      assertThat(verdict(tier, architecture, SystemCall.UNSHARE, 0x80)).isEqualTo(error(Linux.EPERM));
      assertThat(verdict(tier, architecture, SystemCall.CLONE, 0x003D0F00)).isEqualTo(ALLOWED);
      assertThat(verdict(tier, architecture, SystemCall.CLONE3)).isEqualTo(error(Linux.ENOSYS));
      assertThat(verdict(tier, architecture, SystemCall.SETNS)).isEqualTo(error(Linux.EPERM));
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void argumentsDecideWhereTheyShould(Architecture architecture) {
    for (Tier tier : Tier.values()) {
      assertThat(verdict(tier, architecture, SystemCall.IOCTL, 0, 0x5412)).isEqualTo(error(Linux.EPERM));
      assertThat(verdict(tier, architecture, SystemCall.IOCTL, 0, 0x541C)).isEqualTo(error(Linux.EPERM));
      assertThat(verdict(tier, architecture, SystemCall.IOCTL, 0, 0x5401)).isEqualTo(ALLOWED);
      assertThat(verdict(tier, architecture, SystemCall.OPENAT, 0, 0, 0, 04755)).isEqualTo(error(Linux.EPERM));
      assertThat(verdict(tier, architecture, SystemCall.OPENAT, 0, 0, 0, 0644)).isEqualTo(ALLOWED);
      assertThat(verdict(tier, architecture, SystemCall.FCHMOD, 0, 02755)).isEqualTo(error(Linux.EPERM));
    }
    assertThat(verdict(Tier.NAMESPACES, architecture, SystemCall.FCHMOD, 0, 0755)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.FCHMOD, 0, 0755)).isEqualTo(error(Linux.EPERM));
    assertThat(verdict(Tier.NAMESPACES, architecture, SystemCall.SOCKET, 1)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.NAMESPACES, architecture, SystemCall.SOCKET, 16)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.NAMESPACES, architecture, SystemCall.SOCKET, 40)).isEqualTo(error(Linux.EAFNOSUPPORT));
    for (int family = 0; family < 50; family++) {
      assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SOCKET, family)).isEqualTo(error(Linux.EACCES));
    }
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SOCKETPAIR, 1, 1 | 0x80000)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SOCKETPAIR, 1, 2)).isEqualTo(error(Linux.EACCES));
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SOCKETPAIR, 30, 1)).isEqualTo(error(Linux.EACCES));
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.PRLIMIT64, 0)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.PRLIMIT64, 1)).isEqualTo(error(Linux.EPERM));
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SETPRIORITY, 0, 0)).isEqualTo(ALLOWED);
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SETPRIORITY, 0, 7)).isEqualTo(error(Linux.EPERM));
    assertThat(verdict(Tier.LANDLOCK, architecture, SystemCall.SETPRIORITY, 2, 0)).isEqualTo(error(Linux.EPERM));
  }

  private static int error(int errno) {
    return 0x00050000 | errno;
  }

  private static int verdict(Tier tier, Architecture architecture, SystemCall call, int... arguments) {
    return run(SystemCallFilter.of(tier, architecture), architecture.audit, call.number(architecture), arguments);
  }

  private static int run(byte[] code, int audit, int number, int... arguments) {
    ByteBuffer program = ByteBuffer.wrap(code).order(ByteOrder.nativeOrder());
    int value = 0;
    for (int at = 0; at < code.length / 8; at++) {
      int operation = program.getShort(at * 8) & 0xFFFF;
      int ifTrue = program.get(at * 8 + 2) & 0xFF;
      int ifFalse = program.get(at * 8 + 3) & 0xFF;
      int operand = program.getInt(at * 8 + 4);
      switch (operation) {
        case 0x20 -> value = operand == 0 ? number : operand == 4 ? audit : arguments[(operand - 16) / 8];
        case 0x54 -> value &= operand;
        case 0x15 -> at += value == operand ? ifTrue : ifFalse;
        case 0x25 -> at += Integer.compareUnsigned(value, operand) > 0 ? ifTrue : ifFalse;
        case 0x45 -> at += (value & operand) != 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError("unknown instruction " + operation);
      }
    }
    throw new AssertionError("the program has no end");
  }
}
