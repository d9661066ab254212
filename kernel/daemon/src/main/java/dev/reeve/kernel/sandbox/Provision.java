package dev.reeve.kernel.sandbox;

import org.jspecify.annotations.Nullable;

/** What of the sandbox a run keeps, to start more programs where its own is. */
record Provision(
    AccessRules rules,
    SystemFolders system,
    Spawner spawner,
    Readiness readiness,
    SandboxOptions.@Nullable RunUser runAs,
    SandboxOptions.KeptFiles keptFiles,
    Reaper reaper) {}
