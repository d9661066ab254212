package dev.reeve.cli.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionPatternTest {

  @ParameterizedTest
  @ValueSource(strings = {
    "*", "self:*", "a:*:c", "jdk:threads", "fs:read", "fs:read@/", "fs:read@/**", "fs:write@/srv/data/**", "self:fs:read@/a", "*@/a", "*@x.y:1",
    "net:connect@example.com", "net:connect@*.example.com:443", "net:connect@10.0.0.0/8:80", "net:connect@[::1]:80", "net:connect@::1", "net:connect@fe80::/10",
    "net:connect@::ffff:10.0.0.0/104", "process:spawn@/usr/bin/git", "tool:invoke@files/read", "tool:invoke@files/*", "model:use@fast", "agent:x@org/a.b"
  })
  void whatTheKernelReadsIsTaken(String pattern) {
    assertThat(PermissionPattern.problem(pattern)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", ":", "a:", "a::b", "**", "a*", "a b", "fs:read@", "fs:read@srv", "fs:read@/a/../b", "fs:read@/a//b", "fs:read@/a/", "fs:read@/a*", "fs:read@/*", "fs:read@/a\nb",
    "net:connect@", "net:connect@*", "net:connect@a:0", "net:connect@a:65536", "net:connect@a:x", "net:connect@[a]:1", "net:connect@[::1", "net:connect@300.1.1.1",
    "net:connect@10.0.0.1/8", "net:connect@10.0.0.0/33", "net:connect@1.2", "net:connect@-a.b", "net:connect@::ffff:10.0.0.0/8", "net:connect@a/b",
    "process:spawn@git", "process:spawn@/", "process:spawn@/usr/*", "tool:invoke@*", "tool:invoke@/*", "tool:invoke@a//b", "tool:invoke@..", "tool:invoke@a b"
  })
  void whatTheKernelRefusesIsToldWithTheReason(String pattern) {
    assertThat(PermissionPattern.problem(pattern)).hasValueSatisfying(why -> assertThat(why).isNotBlank());
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257})
  void anActionHasAtMost256Bytes(int bytes) {
    assertThat(PermissionPattern.problem("a".repeat(bytes)).isEmpty()).isEqualTo(bytes <= 256);
    assertThat(PermissionPattern.problem("fs:read@/" + "a".repeat(bytes + 767)).isEmpty()).isEqualTo(bytes <= 256);
  }
}
