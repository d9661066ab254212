package dev.reeve.kernel.sandbox;

/**
 * A process without a control group of its run, left by a former kernel.
 *
 * @param held it, whatever becomes of its number
 */
record LeftProcess(int pid, PidHandle held) implements Leftover {

  @Override
  public String words() {
    return "process " + pid;
  }

  @Override
  public boolean ended() {
    boolean gone =
        held.signal(Linux.SIGKILL) == -Linux.ESRCH || ProcessStat.of(pid).map(stat -> stat.state() == 'Z' || stat.state() == 'X').orElse(true);
    if (gone) {
      held.close();
    }
    return gone;
  }
}
