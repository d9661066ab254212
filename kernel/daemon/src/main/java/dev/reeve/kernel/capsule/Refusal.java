package dev.reeve.kernel.capsule;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.v1.ErrorCode;
import java.util.Map;

/** Why a capsule is not taken: each check has its own name. */
enum Refusal {
  SIZE,
  ZIP,
  ENTRY,
  SIGNATURE,
  UNTRUSTED,
  REVOKED,
  EXPIRED,
  VERSION,
  MANIFEST,
  NAME,
  PERMISSIONS,
  ISOLATION,
  LINK,
  CONFLICT,
  START;

  /** The error that leaves the kernel. */
  KernelException because(String why) {
    return new KernelException(ErrorCode.ERROR_CODE_CAPSULE_REFUSED, "capsule refused: " + why, Map.of("check", name()));
  }
}
