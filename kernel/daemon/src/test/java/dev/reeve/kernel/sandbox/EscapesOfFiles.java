package dev.reeve.kernel.sandbox;

import static dev.reeve.kernel.sandbox.EscapeAttempt.byAnyone;
import static dev.reeve.kernel.sandbox.EscapeAttempt.byRoot;

import java.util.List;

/** Ways to files outside. */
final class EscapesOfFiles {

  static final List<EscapeAttempt> ALL =
      List.of(
          byAnyone("read the kernel's policy", "grep -q policy \"$SECRET\" && echo REACHED"),
          byAnyone("list the kernel's home", "ls \"$KERNEL\" | grep -q policy && echo REACHED"),
          byAnyone("enter the kernel's home", "cd \"$KERNEL\" && grep -q policy policy.toml && echo REACHED"),
          byAnyone("read another run's file", "grep -q secret \"$OTHER/secret\" && echo REACHED"),
          byAnyone("read another run's file by ..", "cd \"$PWD\" && grep -q secret ../other/secret && echo REACHED"),
          byAnyone("write into another run's folder", ": > \"$OTHER/planted\" && echo REACHED"),
          byAnyone("read /etc/passwd", "grep -q root /etc/passwd && echo REACHED"),
          byRoot("read /etc/shadow", "grep -q root /etc/shadow && echo REACHED"),
          byRoot("list /root", "ls -A /root > /dev/null && echo REACHED"),
          byAnyone("read a file of the host's /tmp", "grep -q common \"$COMMON\" && echo REACHED"),
          byAnyone("write a new file outside", ": > \"$OUT/new\" && echo REACHED"),
          byAnyone("append to a file outside", ": >> \"$OWNED\" && echo REACHED"),
          byAnyone("truncate a file outside", "perl -e 'truncate($ENV{OWNED}, 0) and print \"REACHED\"'"),
          byAnyone("make a folder outside", "mkdir \"$OUT/folder\" && echo REACHED"),
          byAnyone("make a link outside", "ln -s /etc \"$OUT/link\" && echo REACHED"),
          byAnyone("remove a file outside", "rm \"$OUT/removable\" && echo REACHED"),
          byAnyone("change the mode of a file outside", "chmod 640 \"$OWNED\" && echo REACHED"),
          byAnyone("change the times of a file outside", "touch -d 2001-01-01 \"$OWNED\" && echo REACHED"),
          byAnyone("set an attribute of a file outside",
              "perl -e 'my ($f, $n, $v) = ($ENV{OWNED}, \"user.x\", \"y\"); syscall($ENV{SYS_SETXATTR} + 0, $f, $n, $v, 1, 0) == 0 and print \"REACHED\"'"),
          byAnyone("read through a symbolic link of its own", "ln -s \"$SECRET\" own-link && grep -q policy own-link && echo REACHED"),
          byAnyone("write through a symbolic link of its own", "ln -s \"$OUT\" own-folder && : > own-folder/by-link && echo REACHED"),
          byAnyone("take a file by a hard link", "ln \"$OWNED\" own-hard && [ own-hard -ef \"$OWNED\" ] && echo REACHED"),
          byAnyone("move a file outside", "echo x > own-file && mv own-file \"$OUT/moved\" && echo REACHED"),
          byAnyone("swap a folder of its own for a link while it is read",
              "mkdir s; ln -s \"$KERNEL\" l; for n in 1 2 3 4 5 6 7 8; do mv -T s t; mv -T l s; grep -q policy s/policy.toml && echo REACHED;"
                  + " mv -T s l; mv -T t s; done"),
          byAnyone("read by /proc/PID/root", "grep -q policy \"/proc/$VICTIM/root$SECRET\" && echo REACHED"),
          byAnyone("read by /proc/self/root", "grep -q policy \"/proc/self/root$SECRET\" && echo REACHED"),
          byAnyone("read by /proc/PID/cwd", "grep -q policy \"/proc/$VICTIM/cwd/policy.toml\" && echo REACHED"),
          byRoot("read by /proc/1/root", "grep -q policy \"/proc/1/root$SECRET\" && echo REACHED"),
          byAnyone("execute a program outside", "\"$OUT/program\""),
          byAnyone("execute a file that it wrote itself", "cp /bin/true own-program && chmod 700 own-program; ./own-program && echo REACHED")
              .allowedIn(Tier.NAMESPACES),
          byRoot("write among the system's programs", ": >> /usr/lib/os-release && echo REACHED"),
          byRoot("write among the system's settings", ": >> /etc/passwd && echo REACHED"),
          byRoot("open the memory of the machine", ": < /dev/mem && echo REACHED"),
          byRoot("open the log of the kernel", ": < /dev/kmsg && echo REACHED"),
          byRoot("open a disk", ": < /dev/loop0 && echo REACHED"),
          byRoot("change a setting of the kernel", ": >> /proc/sys/kernel/core_pattern && echo REACHED"),
          byAnyone("read settings of devices", "ls /sys/class/net > /dev/null && echo REACHED"));

  private EscapesOfFiles() {}
}
