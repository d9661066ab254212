package dev.reeve.cli.doctor;

import java.util.Arrays;
import java.util.Optional;

/** Everything that is looked at, in the order in which it is told: there is no other. Its id stays what it is. */
public enum Check {
  CONFIGURATION("configuration", "what this program is configured with, in the environment and files", Source.PROGRAM, ""),
  KERNEL_ANSWER("kernel.answer", "whether a kernel answers and is READY, and what it tells the caller", Source.PROGRAM, ""),
  KERNEL_PARTS("kernel.parts", "the parts of the kernel that say they do not work", Source.KERNEL, ""),
  KERNEL_LOCKDOWN("kernel.lockdown", "whether a lockdown keeps everything from being started or changed", Source.KERNEL, ""),
  VERSIONS("versions", "whether this program and the kernel are of one version, and Java is new enough", Source.PROGRAM, ""),
  HOME_FOLDER("home.folder", "whether the home is there and what it holds is one user's", Source.FILES, ""),
  HOME_RESTORE("home.restore", "a restore that was cut short, or left secrets behind", Source.FILES, ""),
  HOME_PERMISSIONS(
      "home.permissions", "who may open or change the home's folders and policy files", Source.FILES,
      "takes rights of others away from your own files"),
  KEYS_PERMISSIONS(
      "keys.permissions", "who may open the kernel's private keys, and the key file this command is used with", Source.FILES,
      "takes rights of others away from your own files"),
  SOCKET_STALE(
      "socket.stale", "a socket that a dead kernel left, or that others may connect to", Source.FILES,
      "removes your own socket nobody listens on; takes rights of others away from a live one"),
  LOCK_OWNER("lock.owner", "the lock file of the home and the process that holds it", Source.FILES, ""),
  POLICY_FILES("policy.files", "policy files that are not in force as they stand, and who is denied everything for it", Source.EITHER, ""),
  POLICY_DANGLING(
      "policy.dangling", "names in profiles, approvals and agents that name nobody: groups, answerers, owners, users of this host",
      Source.EITHER, ""),
  APPROVALS_ANSWERERS("approvals.answerers", "whether anybody who may answer questions has a key to sign with", Source.EITHER, ""),
  STORE_INTEGRITY("store.integrity", "the database as a whole, and the contents stored beside it", Source.KERNEL, ""),
  AUDIT_CHAIN("audit.chain", "every record, signature and receipt of the audit chain", Source.EITHER, ""),
  AUDIT_HEAD("audit.head", "whether the chain's end is signed by the last key pinned in etc/trust/audit.pub", Source.FILES, ""),
  CAPSULES_STATES("capsules.states", "capsules that failed, are quarantined or are not ready", Source.KERNEL, ""),
  SANDBOX_TIERS("sandbox.tiers", "which ways of confining runs this host gives", Source.EITHER, ""),
  DISK_FREE("disk.free", "free space where the home is, and what the kernel keeps in reserve", Source.FILES, ""),
  CLOCK("clock", "whether the clock is sane, was set back behind the audit chain, and is kept by the network", Source.FILES, "");

  /** Where a check looks. */
  enum Source {
    /** This program, and whether a kernel answers it. */
    PROGRAM,
    /** A kernel that answers; without one the check is skipped. */
    KERNEL,
    /** The home and this host. */
    FILES,
    /** A kernel that answers, else the home and this host as far as they tell. */
    EITHER
  }

  private final String id;
  private final String looksAt;
  private final Source source;
  private final String repairs;

  Check(String id, String looksAt, Source source, String repairs) {
    this.id = id;
    this.looksAt = looksAt;
    this.source = source;
    this.repairs = repairs;
  }

  /** How it is named by people and programs. */
  public String id() {
    return id;
  }

  /** What it looks at, in words. */
  public String looksAt() {
    return looksAt;
  }

  /** What it does without a kernel: {@code yes}, {@code as far as files tell} or {@code no}. */
  public String withoutKernel() {
    return switch (source) {
      case KERNEL -> "no";
      case PROGRAM, FILES -> "yes";
      case EITHER -> "as far as files tell";
    };
  }

  Source source() {
    return source;
  }

  /** What --fix does; empty: nothing. */
  public String repairs() {
    return repairs;
  }

  /** The check of that id. */
  public static Optional<Check> of(String id) {
    return Arrays.stream(values()).filter(check -> check.id.equals(id)).findFirst();
  }
}
