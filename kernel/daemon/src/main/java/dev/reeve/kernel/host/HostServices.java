package dev.reeve.kernel.host;

import dev.reeve.capsule.HostFiles;
import dev.reeve.capsule.HostHttp;
import dev.reeve.capsule.HostKeyValues;
import dev.reeve.capsule.HostProcesses;
import java.time.Clock;

/** What the host does for one capsule. */
public record HostServices(HostFiles files, HostProcesses processes, HostHttp http, HostKeyValues keyValues, Clock clock) {}
