package dev.reeve.kernel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reeve.capsule.ProcessLimits;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupMountTest {

  @Test
  void findsTheOwnGroupOfEveryHierarchyOfAHybridHost() {
    String mounts =
        """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:4 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;
    String own = "4:memory:/a/b\n2:cpu,cpuacct:/\n1:name=systemd:/x\n0::/user.slice\n";
    assertThat(GroupMount.parse(mounts, own))
        .containsExactly(
            new GroupMount(false, Set.of("cpu", "cpuacct"), Path.of("/sys/fs/cgroup/cpu,cpuacct"), "/"),
            new GroupMount(false, Set.of("memory"), Path.of("/sys/fs/cgroup/memory/a/b"), "/a/b"),
            new GroupMount(true, Set.of(), Path.of("/sys/fs/cgroup/unified/user.slice"), "/user.slice"));
  }

  @Test
  void followsTheRootOfAMountAndLeavesOutWhatLiesElsewhere() {
    String mounts =
        """
        30 23 0:26 /docker/1 /sys/fs/cgroup rw,nosuid - cgroup2 cgroup rw,nsdelegate
        31 23 0:27 /other /mnt/a\\040b rw - cgroup cgroup rw,pids
        broken line
        """;
    assertThat(GroupMount.parse(mounts, "0::/docker/1/leaf\n1:pids:/docker/1\n"))
        .containsExactly(new GroupMount(true, Set.of(), Path.of("/sys/fs/cgroup/leaf"), "/docker/1/leaf"));
    assertThat(GroupMount.parse(mounts, "1:pids:/other\n"))
        .containsExactly(new GroupMount(false, Set.of("pids"), Path.of("/mnt/a b"), "/other"));
    assertThat(GroupMount.parse("", "")).isEmpty();
  }

  @Test
  void afterMovingAsideRunsAreBesideTheKernel() {
    GroupMount own = new GroupMount(true, Set.of(), Path.of("/sys/fs/cgroup/svc/reeve-kernel"), "/svc/reeve-kernel");
    assertThat(UnifiedDelegation.base(own)).isEqualTo(new GroupMount(true, Set.of(), Path.of("/sys/fs/cgroup/svc"), "/svc"));
    assertThat(UnifiedDelegation.base(UnifiedDelegation.base(own)).ownPath()).isEqualTo("/svc");
  }

  @Test
  void limitsAreWrittenAsEachVersionTakesThem() {
    assertThat(Controller.MEMORY.settings(65536, true).getFirst()).isEqualTo(new Controller.Setting("memory.max", "65536", false));
    assertThat(Controller.MEMORY.settings(65536, false).getFirst())
        .isEqualTo(new Controller.Setting("memory.limit_in_bytes", "65536", false));
    assertThat(Controller.PIDS.settings(7, true)).containsExactly(new Controller.Setting("pids.max", "7", false));
    assertThat(Controller.CPU.settings(150, true)).containsExactly(new Controller.Setting("cpu.max", "150000 100000", false));
    assertThat(Controller.CPU.settings(20, false).getFirst()).isEqualTo(new Controller.Setting("cpu.cfs_quota_us", "20000", false));
    assertThat(Controller.CPU.asked(new ProcessLimits(1L, 2, 3))).isEqualTo(3);
    assertThat(Controller.MEMORY.asked(ProcessLimits.none())).isNull();
  }
}
