// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.status.CountersReader;

/** Counters as Prometheus text, version 0.0.4. A counter's label is its series. */
final class MetricsText {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Pattern SERIES =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^\\n]*})?");

    private static final Pattern NOT_PLAIN = Pattern.compile("[^a-zA-Z0-9._:-]");

    private final CountersReader counters;
    private final StatusSource status;
    private final String version;

    MetricsText(CountersReader counters, StatusSource status, String version) {
        this.counters = counters;
        this.status = status;
        this.version = version;
    }

    String render() {
        Map<String, StringBuilder> families = new TreeMap<>();
        counters.forEach(
                (value, id, label) -> {
                    Matcher series = SERIES.matcher(label);
                    if (series.matches()) {
                        add(families, series.group(1), label, value);
                    }
                });
        StatusReport report = status.status();
        report.replicas().forEach(replica -> replica(families, replica));
        report.regions().forEach(region -> region(families, region));
        process(families);
        StringBuilder text = new StringBuilder(16 * 1024);
        families.forEach(
                (name, lines) -> {
                    String type = name.endsWith("_total") ? "counter" : "gauge";
                    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
                    text.append(lines);
                });
        return text.toString();
    }

    /** The name of a replica comes from another process: whatever it is, it stays within its quotes. */
    private static void replica(Map<String, StringBuilder> families, StatusReport.Replica replica) {
        String labels = "{replica=\"" + plain(replica.id()) + "\",role=\"" + replica.role() + "\"}";
        StatusReport.Progress progress = replica.progress();
        gauge(families, "strowger_replica_level", labels, replica.state().level());
        gauge(families, "strowger_replica_records", labels, replica.state().recordCount());
        gauge(families, "strowger_replica_coherent", labels, replica.state().coherent() ? 1 : 0);
        gauge(families, "strowger_replica_lag_millis", labels, progress.lagMillis());
        gauge(families, "strowger_replica_lag_entries", labels, progress.lagEntries());
        gauge(families, "strowger_replica_last_load_millis", labels, progress.lastLoadMillis());
    }

    private static void region(Map<String, StringBuilder> families, StatusReport.Region region) {
        String labels = "{receiver=\"" + plain(region.receiver()) + "\"}";
        gauge(families, "strowger_region_replicas", labels, region.replicas());
        gauge(families, "strowger_region_in_step", labels, region.inStep());
        gauge(families, "strowger_region_differing", labels, region.differing());
        gauge(families, "strowger_region_lowest_level", labels, region.lowestLevel());
        gauge(families, "strowger_region_worst_lag_millis", labels, region.worstLagMillis());
    }

    private static String plain(String name) {
        return NOT_PLAIN.matcher(name).replaceAll("_");
    }

    private static void gauge(
            Map<String, StringBuilder> families, String name, String labels, long value) {
        add(families, name, name + labels, value);
    }

    private void process(Map<String, StringBuilder> families) {
        add(families, "strowger_build", "strowger_build{version=\"" + version + "\"}", 1);
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        String used = "jvm_memory_used_bytes";
        add(families, used, used + "{area=\"heap\"}", memory.getHeapMemoryUsage().getUsed());
        add(families, used, used + "{area=\"nonheap\"}", memory.getNonHeapMemoryUsage().getUsed());
        long committed = memory.getHeapMemoryUsage().getCommitted();
        add(families, "jvm_heap_committed_bytes", "jvm_heap_committed_bytes", committed);
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        add(families, "jvm_threads", "jvm_threads", threads);
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            String label = "{collector=\"" + gc.getName() + "\"}";
            String runs = "jvm_gc_collections_total";
            String seconds = "jvm_gc_collection_seconds_total";
            add(families, runs, runs + label, gc.getCollectionCount());
            add(families, seconds, seconds + label, gc.getCollectionTime() / 1000.0);
        }
        double started = ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
        add(families, "process_start_time_seconds", "process_start_time_seconds", started);
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            String cpu = "process_cpu_seconds_total";
            add(families, cpu, cpu, unix.getProcessCpuTime() / 1e9);
            add(
                    families,
                    "process_open_fds",
                    "process_open_fds",
                    unix.getOpenFileDescriptorCount());
        }
    }

    private static void add(
            Map<String, StringBuilder> families, String name, String series, long value) {
        addText(families, name, series, String.valueOf(value));
    }

    private static void add(
            Map<String, StringBuilder> families, String name, String series, double value) {
        addText(families, name, series, String.valueOf(value));
    }

    private static void addText(
            Map<String, StringBuilder> families, String name, String series, String value) {
        families.computeIfAbsent(name, key -> new StringBuilder())
                .append(series)
                .append(' ')
                .append(value)
                .append('\n');
    }
}
