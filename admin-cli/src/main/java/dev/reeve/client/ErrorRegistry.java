package dev.reeve.client;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import dev.reeve.v1.ErrorCode;
import dev.reeve.v1.ErrorSpec;
import dev.reeve.v1.Errors;
import io.grpc.Status;
import java.util.List;
import java.util.Optional;

/** The contract's list of errors, read from the options of {@link ErrorCode}. */
final class ErrorRegistry {

  private static final String PREFIX = "ERROR_CODE_";

  private ErrorRegistry() {}

  /** An error of the registry: its reason and what the contract says of it. */
  record Entry(String reason, ErrorSpec spec) {}

  /** The entry of that reason, if this version of the contract knows it. */
  static Optional<Entry> byReason(String reason) {
    return Optional.ofNullable(ErrorCode.getDescriptor().findValueByName(PREFIX + reason)).flatMap(ErrorRegistry::entry);
  }

  /** Every entry, in the order of the contract. */
  static List<Entry> all() {
    return ErrorCode.getDescriptor().getValues().stream().flatMap(value -> entry(value).stream()).toList();
  }

  /** The first entry with that gRPC code. */
  static Optional<Entry> byCode(Status.Code code) {
    return all().stream()
        .filter(entry -> entry.spec().getGrpc().equals(code.name()))
        .findFirst();
  }

  private static Optional<Entry> entry(EnumValueDescriptor value) {
    if (!value.getOptions().hasExtension(Errors.error)) {
      return Optional.empty();
    }
    return Optional.of(new Entry(value.getName().substring(PREFIX.length()), value.getOptions().getExtension(Errors.error)));
  }
}
