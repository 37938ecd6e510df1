package io.strowger.server;

import io.strowger.kernel.RealWorld;
import java.util.List;

/** {@code doctor}: looks at the machine and says what to do. */
final class DoctorCommand {
    private DoctorCommand() {}

    static ExitCode run(Invocation invocation) {
        ServerConfig config = invocation.server().config();
        List<Doctor.Finding> findings;
        try (RealWorld world = RealWorld.open()) {
            findings = new Doctor(world, config, invocation.environment()).examine();
        }
        for (Doctor.Finding finding : findings) {
            invocation.out().printf("%-5s %-12s %s%n", finding.verdict(), finding.subject(), finding.detail());
            if (!finding.advice().isEmpty()) {
                invocation.out().printf("%-18s -> %s%n", "", finding.advice());
            }
        }
        boolean ill = findings.stream().anyMatch(finding -> finding.verdict() == Doctor.Verdict.BAD);
        invocation.out().println(ill ? "not ready: see the lines marked BAD" : "ready to start");
        return ill ? ExitCode.UNAVAILABLE : ExitCode.OK;
    }
}
