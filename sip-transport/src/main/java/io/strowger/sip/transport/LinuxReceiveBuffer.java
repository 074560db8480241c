// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** {@link ReceiveBuffer} by socket options of Linux. */
final class LinuxReceiveBuffer implements ReceiveBuffer, AutoCloseable {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_DETACH_FILTER = 27;
    private static final int SO_MEMINFO = 55;

    // Indexes of SO_MEMINFO, an array of 9 numbers of 32 bits.
    private static final int USED = 0;
    private static final int SIZE = 1;
    private static final int DROPS = 8;
    private static final int FIGURES_BYTES = 9 * Integer.BYTES;
    private static final int LENGTH_AT = 40;
    private static final int BYTES = 48;

    private final LinuxCalls calls;
    private final int fd;
    private final NativeMemory figures = new NativeMemory(BYTES);
    private final NativeMemory program = new NativeMemory(SourceFilter.BYTES);
    private final SourceFilter filter;
    private int fillPercent;
    private int drops;
    private int dropped;

    LinuxReceiveBuffer(final LinuxCalls calls, final int fd, final int family) {
        this.calls = calls;
        this.fd = fd;
        this.filter = new SourceFilter(program.buffer(), program.address(), family);
    }

    /** A system that does not know the option (before Linux 4.12) never shows pressure. */
    @Override
    public void look() {
        figures.buffer().putInt(LENGTH_AT, FIGURES_BYTES);
        final int outcome =
                calls.getOption(
                        fd,
                        SOL_SOCKET,
                        SO_MEMINFO,
                        figures.address(),
                        figures.address() + LENGTH_AT);
        if (outcome < 0) {
            return;
        }
        final long used = figure(USED) & 0xFFFF_FFFFL;
        final long size = figure(SIZE) & 0xFFFF_FFFFL;
        fillPercent = (int) (used * 100 / Math.max(1, size));
        dropped += figure(DROPS) - drops;
        drops = figure(DROPS);
    }

    private int figure(final int index) {
        return figures.buffer().getInt(index * Integer.BYTES);
    }

    @Override
    public int fillPercent() {
        return fillPercent;
    }

    @Override
    public int takeDropped() {
        final int taken = dropped;
        dropped = 0;
        return taken;
    }

    /** Where the system refuses, the signaling thread discards the same, only at a higher price. */
    @Override
    public void discardInSystem(final Offenders offenders) {
        filter.write(offenders);
        final int option = offenders.isEmpty() ? SO_DETACH_FILTER : SO_ATTACH_FILTER;
        final int _ =
                calls.setOption(
                        fd, SOL_SOCKET, option, program.address(), SourceFilter.HEADER_BYTES);
    }

    @Override
    public void close() {
        figures.close();
        program.close();
    }
}
