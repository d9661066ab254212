package dev.reeve.kernel.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reeve.capsule.CapsuleException;
import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostFiles.WriteMode;
import dev.reeve.kernel.approval.Gate;
import dev.reeve.kernel.authority.Caller;
import dev.reeve.kernel.authority.CapabilityPattern;
import dev.reeve.kernel.authority.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Files as a capsule {@code guest} sees them while it serves {@code ada}. */
record GuestFiles(HostFiles files) {

  interface Work<T> {
    T on(HostFiles files) throws CapsuleException;
  }

  /** With a policy, permissions of the capsule, and a folder that is the kernel's. */
  static GuestFiles of(Policy policy, Path home, String... permissions) {
    List<CapabilityPattern> permitted = List.of(permissions).stream().map(CapabilityPattern::parse).toList();
    return new GuestFiles(new HostFileAccess(new HostRights("guest", permitted, () -> policy, Gate.closed(), Principals.NOW), List.of(home)));
  }

  <T> T serving(Work<T> work) throws CapsuleException {
    return ScopedValue.where(Caller.CURRENT, Principals.caller()).call(() -> work.on(files));
  }

  long write(Path path, String text, WriteMode mode) throws CapsuleException {
    return write(path.toString(), text, mode);
  }

  long write(String path, String text, WriteMode mode) throws CapsuleException {
    return serving(files -> files.write(path, text.getBytes(StandardCharsets.UTF_8), mode));
  }

  static CapsuleException refused(CapsuleException.Kind kind, ThrowingCallable call) {
    CapsuleException refused = catchThrowableOfType(CapsuleException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(kind);
    return refused;
  }
}
