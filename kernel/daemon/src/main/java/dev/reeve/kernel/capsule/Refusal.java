package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.Map;

/** Why a capsule is not taken, not loaded or not replaced: each check has its own name, in the order they are made. */
enum Refusal {
  /** The jar, or what it unpacks to, is larger than any may be. */
  SIZE,
  /** The jar is cut or no zip file. */
  ZIP,
  /** Its central directory and an entry disagree. */
  ZIP_MISMATCH,
  /** Two entries have one name. */
  DUPLICATE_ENTRY,
  /** An entry's name leads out of the jar. */
  PATH_ESCAPE,
  /** An entry's name begins at the root. */
  ABSOLUTE_PATH,
  /** An entry is a symbolic link. */
  SYMLINK,
  /** An entry lies in a package that is the JDK's, the API's or PF4J's. */
  RESERVED_PACKAGE,
  /** An entry is for one version of Java. */
  MULTI_RELEASE,
  /** An entry is a native library. */
  NATIVE,
  /** There is no signature. */
  UNSIGNED,
  /** The signature is no sound signature of these bytes. */
  SIGNATURE,
  /** No trusted publisher has the key. */
  UNTRUSTED,
  /** The operator revoked the publisher's key. */
  REVOKED,
  /** The publisher's trust is over. */
  EXPIRED,
  /** A revocation list of the publisher names the key or the jar. */
  LISTED,
  /** The publisher's newest revocation list is over, rolled back or not to be read. */
  STALE_LIST,
  /** {@code capsule.toml} is missing or wrong. */
  MANIFEST,
  /** A command is called like a verb of the command line. */
  RESERVED_VERB,
  /** The file is not called by what the manifest says. */
  NAME,
  /** The manifest names another publisher than the one whose key signed. */
  WRONG_KEY,
  /** The name belongs to another publisher. */
  PUBLISHER,
  /** The version is known with other content. */
  VERSION,
  /** The version is older than one that was installed. */
  ROLLBACK,
  /** The version is too far beyond what was seen. */
  FAST_FORWARD,
  /** It asks for more than its publisher may be given. */
  PERMISSIONS,
  /** It asks for more than was approved. */
  PERMISSIONS_GROWN,
  /** It cannot run where it would have to. */
  ISOLATION,
  /** A class links to what its publisher was not given. */
  LINK,
  /** Something that it requires is not there. */
  MISSING_IMPORT,
  /** It requires what requires it. */
  CYCLE,
  /** Another capsule brings what it brings. */
  CONFLICT,
  /** The copy that was checked is no longer what lies on the disk. */
  DIGEST,
  /** It was unloaded and waits to be loaded again. */
  UNLOADED,
  /** It did not come up. */
  START;

  /** The error that leaves the kernel. */
  KernelException because(String why) {
    return new KernelException(ErrorCode.ERROR_CODE_CAPSULE_REFUSED, "capsule refused: " + why, Map.of("check", name()));
  }
}
