// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where a process of a test runs.
 *
 * @param address by which the test reaches it
 * @param testAddress by which it reaches the test
 * @param runs from a command line to the one that runs it there
 */
record Host(String address, String testAddress, UnaryOperator<List<String>> runs) {
    /** This host, by its loopback address. */
    static final Host LOCAL = new Host("127.0.0.1", "127.0.0.1", UnaryOperator.identity());

    /** A host of a network of the test. */
    static Host of(final Network network, final int number) {
        return new Host(
                network.outerAddress(number),
                network.testAddress(),
                command -> network.on(number, command));
    }

    boolean isLocal() {
        return equals(LOCAL);
    }
}
