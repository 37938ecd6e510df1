package io.strowger.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.strowger.kernel.Metrics;
import java.lang.management.ManagementFactory;

/** What the process itself costs: processor time, memory, descriptors, threads. */
final class ProcessMetrics {
    private ProcessMetrics() {}

    static void register(Metrics metrics) {
        Runtime runtime = Runtime.getRuntime();
        metrics.gauge("process_heap_bytes", "Heap in use", () -> runtime.totalMemory() - runtime.freeMemory());
        metrics.gauge("process_threads", "Platform threads", ManagementFactory.getThreadMXBean()::getThreadCount);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean machine) {
            metrics.counterOf("process_cpu_seconds_total", "Processor time", () -> machine.getProcessCpuTime() / 1e9);
            metrics.gauge("process_open_fds", "Open descriptors", machine::getOpenFileDescriptorCount);
        }
    }
}
