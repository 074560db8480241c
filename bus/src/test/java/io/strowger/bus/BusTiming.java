// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Measures, on this machine and by hand: how long a frame of 300 bytes takes from one thread to another with a driver
 * each, what it costs, and what an idle bus costs. Arguments: directory, multicast|unicast, frames a second.
 */
final class BusTiming {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int LENGTH = 300;
    private static final int WARM_UP = 20_000;

    private final PrintStream out;
    private final StreamRoute route;
    private final Path directory;
    private final long parkNanos;
    private volatile boolean isRunning = true;
    private volatile long receiverCpu;
    private volatile int received;
    private int heard;

    private BusTiming(
            final PrintStream out,
            final StreamRoute route,
            final Path directory,
            final long parkNanos) {
        this.out = out;
        this.route = route;
        this.directory = directory;
        this.parkNanos = parkNanos;
    }

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws Exception {
        final StreamRoute route =
                arguments[1].equals("multicast")
                        ? new StreamRoute.Multicast("239.72.7.13:40311", "127.0.0.1", 0)
                        : new StreamRoute.Unicast("127.0.0.1:40311", "127.0.0.1");
        final long perSecond = Long.parseLong(arguments[2]);
        for (final long park : new long[] {100_000, 1_000_000, 4_000_000}) {
            new BusTiming(System.out, route, Path.of(arguments[0]), park).run(perSecond);
        }
    }

    private void run(final long perSecond) throws Exception {
        final int frames = (int) (perSecond * 6);
        final long[] nanos = new long[frames];
        final Thread receiver = new Thread(() -> receive(nanos));
        receiver.start();
        try (Host host = new Host(directory, 1)) {
            final StreamPublisher publisher = host.publisher(route);
            while (!publisher.isConnected()) {
                rest(host.driver.doWork());
            }
            final long cpu = CPU.getCurrentThreadCpuTime();
            final long start = System.nanoTime();
            final UnsafeBuffer frame = new UnsafeBuffer(new byte[LENGTH]);
            int sent = 0;
            while (sent < frames) {
                final long due = start + sent * 1_000_000_000L / perSecond;
                if (System.nanoTime() >= due) {
                    frame.putLong(0, System.nanoTime());
                    frame.putInt(8, sent++);
                    publisher.publish(frame, 0, LENGTH);
                    host.driver.doWork();
                } else if (host.driver.doWork() == 0) {
                    LockSupport.parkNanos(Math.min(parkNanos, due - System.nanoTime()));
                }
            }
            final long senderCpu = CPU.getCurrentThreadCpuTime() - cpu;
            final long busyReceiver = receiverCpu;
            final long idleStart = System.nanoTime();
            final long idleCpu = CPU.getCurrentThreadCpuTime();
            while (System.nanoTime() - idleStart < 4_000_000_000L) {
                rest(host.driver.doWork());
            }
            final double idle =
                    100.0
                            * (CPU.getCurrentThreadCpuTime() - idleCpu)
                            / (System.nanoTime() - idleStart);
            isRunning = false;
            receiver.join();
            report(nanos, senderCpu, busyReceiver, idle);
        }
    }

    private void receive(final long[] nanos) {
        try (Host host = new Host(directory, 2)) {
            final StreamSubscriber subscriber = host.subscriber(route);
            final long cpu = CPU.getCurrentThreadCpuTime();
            while (isRunning) {
                final int work =
                        host.driver.doWork()
                                + subscriber.poll(
                                        (buffer, offset, _) -> {
                                            final long now = System.nanoTime();
                                            nanos[buffer.getInt(offset + 8)] =
                                                    now - buffer.getLong(offset);
                                            received = ++heard;
                                        },
                                        64,
                                        System.nanoTime());
                if (work > 0) {
                    receiverCpu = CPU.getCurrentThreadCpuTime() - cpu;
                }
                rest(work);
            }
        } catch (final BusFailure failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void rest(final int work) {
        if (work == 0) {
            LockSupport.parkNanos(parkNanos);
        }
    }

    private void report(
            final long[] all, final long senderCpu, final long busyReceiver, final double idle) {
        final long[] nanos = Arrays.copyOfRange(all, Math.min(WARM_UP, all.length / 3), all.length);
        Arrays.sort(nanos);
        out.printf(
                "park %d us: %d of %d frames, one way p50 %d us p99 %d us max %d us;"
                        + " cpu per frame sender %.1f us receiver %.1f us; idle sender %.1f %%%n",
                parkNanos / 1000,
                received,
                all.length,
                nanos[nanos.length / 2] / 1000,
                nanos[(int) (nanos.length * 0.99)] / 1000,
                nanos[nanos.length - 1] / 1000,
                senderCpu / 1000.0 / all.length,
                busyReceiver / 1000.0 / all.length,
                idle);
    }
}
