package dev.reeve.kernel.edge;

import dev.reeve.kernel.fault.KernelException;
import dev.reeve.kernel.lockdown.Lockdown;
import dev.reeve.kernel.store.DiskReserve;
import dev.reeve.kernel.store.Store;

/** What holds requests up as a whole: a lockdown and a full disk. What the contract calls urgent goes on, from what is kept for it. */
public record Safeguards(Lockdown lockdown, DiskReserve reserve, Store store) {

  /**
   * Lets a request go on that may be held up.
   *
   * @throws KernelException LOCKED_DOWN or DISK_FULL
   */
  void require(MethodPolicy method) {
    if (method.authorization().getUrgent()) {
      reserve.makeRoom();
    } else if (method.authorization().getMutates()) {
      lockdown.require();
      reserve.require();
    } else if (method.authorization().getSensitive()) {
      reserve.require();
    }
  }
}
