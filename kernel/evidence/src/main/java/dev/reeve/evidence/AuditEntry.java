package dev.reeve.evidence;

/**
 * A record as the chain has it.
 *
 * @param hash of the record, 64 hexadecimal digits
 */
public record AuditEntry(AuditRecord record, String hash) {

  /** The line of its segment, without the newline. */
  public String line() {
    return AuditLine.line(record);
  }
}
