package dev.reeve.kernel.run;

import dev.reeve.capsule.AgentRuntime;
import dev.reeve.kernel.approval.ApprovalOperations;
import dev.reeve.kernel.approval.ApprovalPolicy;
import dev.reeve.kernel.authority.Policy;
import dev.reeve.kernel.quota.RunShares;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs are executed with.
 *
 * @param runtimes a runtime by name; null when no capsule brings it
 * @param shares what runs have of their principals' quotas
 * @param work where work folders of runs are
 * @param files where what ended runs left is kept
 * @param approvals where questions of runs are
 * @param asking the policy of approvals
 * @param held whether nothing may begin now, as in a lockdown
 */
public record RunMeans(
    Supplier<Policy> policies, Function<String, @Nullable AgentRuntime> runtimes, RunTools tools, RunShares shares, Path work,
    RunFiles files, ApprovalOperations approvals, Supplier<ApprovalPolicy> asking, BooleanSupplier held) {}
