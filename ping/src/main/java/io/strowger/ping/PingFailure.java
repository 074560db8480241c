// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.io.Serial;

/** No socket for ICMP could be opened; the message says what an operator can do. */
public final class PingFailure extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private static final int NOT_PERMITTED = 1;
    private static final int NO_ACCESS = 13;
    private static final int NO_DEVICE = 19;

    PingFailure(final String message) {
        super(message);
    }

    /** Of a system call that failed with this error number. */
    static PingFailure of(final String what, final int error) {
        return new PingFailure(
                error == NOT_PERMITTED || error == NO_ACCESS
                        ? what
                                + " may not be opened: the program needs CAP_NET_RAW, or one of its"
                                + " groups in net.ipv4.ping_group_range"
                        : error == NO_DEVICE
                                ? what + ": there is no such interface"
                                : what + " cannot be opened, error " + error + " of the system");
    }
}
