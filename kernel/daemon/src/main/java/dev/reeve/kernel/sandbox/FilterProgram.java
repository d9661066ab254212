package dev.reeve.kernel.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A seccomp filter being written: classic BPF over the number, architecture and low argument words of a system call. */
final class FilterProgram {

  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER = 0x25;
  private static final int JUMP_SET = 0x45;
  private static final int RETURN = 0x06;

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ERRNO = 0x00050000;

  private static final int AT_NUMBER = 0;
  private static final int AT_ARCHITECTURE = 4;
  private static final int AT_ARGUMENTS = 16;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();
  private final Architecture architecture;

  /** Starts with what every filter has: another architecture ends the process, calls above {@code newest} do not exist. */
  FilterProgram(Architecture architecture, int newest) {
    this.architecture = architecture;
    emit(LOAD, 0, 0, AT_ARCHITECTURE);
    emit(JUMP_EQUAL, 1, 0, architecture.audit);
    emit(RETURN, 0, 0, KILL_PROCESS);
    emit(LOAD, 0, 0, AT_NUMBER);
    emit(JUMP_GREATER, 0, 1, newest);
    emit(RETURN, 0, 0, ERRNO | Linux.ENOSYS);
  }

  /** An argument, masked, that must be one of these. */
  record Condition(int argument, int mask, List<Integer> values) {}

  FilterProgram refuse(SystemCall call, int errno) {
    if (begin(call, 1)) {
      emit(RETURN, 0, 0, ERRNO | errno);
    }
    return this;
  }

  /** Refuses the call when any of these bits of the argument is set. */
  FilterProgram refuseBits(SystemCall call, int argument, int bits, int errno) {
    if (begin(call, 4)) {
      emit(LOAD, 0, 0, AT_ARGUMENTS + 8 * argument);
      emit(JUMP_SET, 0, 1, bits);
      emit(RETURN, 0, 0, ERRNO | errno);
      emit(RETURN, 0, 0, ALLOW);
    }
    return this;
  }

  /** Refuses the call when the argument is one of these. */
  FilterProgram refuseValues(SystemCall call, int argument, List<Integer> values, int errno) {
    if (begin(call, 3 + values.size())) {
      emit(LOAD, 0, 0, AT_ARGUMENTS + 8 * argument);
      for (int at = 0; at < values.size(); at++) {
        emit(JUMP_EQUAL, values.size() - at, 0, values.get(at));
      }
      emit(RETURN, 0, 0, ALLOW);
      emit(RETURN, 0, 0, ERRNO | errno);
    }
    return this;
  }

  /** Refuses the call unless every condition holds. */
  FilterProgram require(SystemCall call, List<Condition> conditions, int errno) {
    int length = 1 + conditions.stream().mapToInt(condition -> 3 + condition.values.size()).sum();
    if (begin(call, length)) {
      for (Condition condition : conditions) {
        emit(LOAD, 0, 0, AT_ARGUMENTS + 8 * condition.argument);
        emit(AND, 0, 0, condition.mask);
        int count = condition.values.size();
        for (int at = 0; at < count; at++) {
          emit(JUMP_EQUAL, count - at, 0, condition.values.get(at));
        }
        emit(RETURN, 0, 0, ERRNO | errno);
      }
      emit(RETURN, 0, 0, ALLOW);
    }
    return this;
  }

  /** The whole program: {@code struct sock_filter} after another, in this host's byte order. */
  byte[] end() {
    emit(RETURN, 0, 0, ALLOW);
    return code.toByteArray();
  }

  /** Skips the block of that length for any other call; false when the architecture has no such call. */
  private boolean begin(SystemCall call, int length) {
    int number = call.number(architecture);
    if (number < 0) {
      return false;
    }
    emit(JUMP_EQUAL, 0, length, number);
    return true;
  }

  private void emit(int operation, int ifTrue, int ifFalse, int operand) {
    if (ifTrue > 255 || ifFalse > 255) {
      throw new IllegalArgumentException("a jump of a filter is at most 255 long");
    }
    ByteBuffer instruction = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    instruction.putShort((short) operation).put((byte) ifTrue).put((byte) ifFalse).putInt(operand);
    code.writeBytes(instruction.array());
  }
}
