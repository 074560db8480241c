// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import io.strowger.host.network.LinuxNetwork;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the router's address at this host while its switch is active. The thread that switches says so at each
 * turn ({@link #confirm}), which is one write to memory; a thread of its own does the rest. A program that dies
 * loses the address within {@link AddressKeeper#LIFETIME_SECONDS}: the kernel has it for so long only.
 */
public final class VirtualAddress implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger("strowger.virtual-address");
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long JOIN_MILLIS = 2_000;
    private static final int LINK_ADDRESS_BYTES = 6;

    private final VirtualAddressConfig config;
    private final AddressKeeper keeper = new AddressKeeper(new Kernel());
    private final @Nullable AddressCommand command;
    private final Thread thread;
    private volatile long term;
    private volatile long confirmedAt;
    private volatile boolean held;
    private volatile boolean stopping;
    private String lastFault = "";

    private VirtualAddress(final VirtualAddressConfig config) {
        this.config = config;
        command = config.command().isEmpty() ? null : new AddressCommand(config);
        thread = Thread.ofPlatform().daemon().name("address").unstarted(this::run);
    }

    /** Takes the address away, should it be here, and begins to wait for the switch to be active. */
    public static VirtualAddress launch(final VirtualAddressConfig config) {
        final VirtualAddress address = new VirtualAddress(config);
        address.thread.start();
        return address;
    }

    /**
     * The switch is active at this moment. Not confirmed for a second, the address is taken away. One thread.
     *
     * @param heldTerm more than 0
     */
    public void confirm(final long heldTerm, final long nowNanos) {
        confirmedAt = nowNanos;
        if (term != heldTerm) {
            term = heldTerm;
            LockSupport.unpark(thread);
        }
    }

    /** The switch is active no longer. The same thread. */
    public void standby() {
        if (term != 0) {
            term = 0;
            LockSupport.unpark(thread);
        }
    }

    /** Whether the address is here. */
    public boolean isHeld() {
        return held;
    }

    private void run() {
        while (!stopping) {
            turn(term);
            LockSupport.parkNanos(this, TURN_NANOS);
        }
        turn(0);
    }

    private void turn(final long heldTerm) {
        // The term first: what confirmed it is at least as new.
        keeper.doWork(heldTerm, confirmedAt, System.nanoTime());
        held = keeper.isHeld();
    }

    private final class Kernel implements AddressOutput {
        @Override
        public boolean hold() {
            final NetworkInterface at = networkInterface();
            return !config.hasInterface()
                    || (at != null
                            && isDone(
                                    "add",
                                    LinuxNetwork.request(
                                            AddressRequest.hold(
                                                    config.address(),
                                                    config.prefixLength(),
                                                    at.getIndex(),
                                                    AddressKeeper.LIFETIME_SECONDS))));
        }

        @Override
        public boolean remove() {
            final NetworkInterface at = networkInterface();
            if (at == null) {
                return !config.hasInterface();
            }
            final int result =
                    LinuxNetwork.request(
                            AddressRequest.remove(
                                    config.address(), config.prefixLength(), at.getIndex()));
            return isDone("remove", result == LinuxNetwork.NO_SUCH_ADDRESS ? 0 : result);
        }

        @Override
        public void announce() {
            final NetworkInterface at = networkInterface();
            final byte[] linkAddress = at == null ? null : linkAddress(at);
            if (at == null || linkAddress == null || linkAddress.length != LINK_ADDRESS_BYTES) {
                return;
            }
            for (final byte[] frame : Announcement.of(config.address(), linkAddress)) {
                isDone("announce", LinuxNetwork.send(at.getIndex(), frame));
            }
        }

        @Override
        public void onState(final AddressState state, final long ofTerm) {
            LOGGER.log(Level.INFO, "{0}: {1}, term {2}", config.address(), state.word(), ofTerm);
            if (command != null) {
                command.onState(state, ofTerm);
            }
        }
    }

    private @Nullable NetworkInterface networkInterface() {
        if (!config.hasInterface()) {
            return null;
        }
        try {
            final NetworkInterface found = NetworkInterface.getByName(config.networkInterface());
            if (found == null) {
                fault("there is no interface " + config.networkInterface());
            }
            return found;
        } catch (final SocketException failure) {
            fault(String.valueOf(failure.getMessage()));
            return null;
        }
    }

    private byte @Nullable [] linkAddress(final NetworkInterface at) {
        try {
            return at.getHardwareAddress();
        } catch (final SocketException failure) {
            fault(String.valueOf(failure.getMessage()));
            return null;
        }
    }

    private boolean isDone(final String what, final int result) {
        if (result < 0) {
            fault("cannot " + what + " the address, error " + -result + " of the system");
        } else {
            lastFault = "";
        }
        return result >= 0;
    }

    /** Once, not ten times in a second. */
    private void fault(final String line) {
        if (!line.equals(lastFault)) {
            lastFault = line;
            LOGGER.log(Level.ERROR, "{0}: {1}", config.address().getHostAddress(), line);
        }
    }

    /** Takes the address away. */
    @Override
    public void close() {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(JOIN_MILLIS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (command != null) {
            command.close();
        }
    }
}
