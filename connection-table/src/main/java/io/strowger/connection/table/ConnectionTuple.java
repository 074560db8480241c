// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;

/**
 * Originating and destination address and port, and transport: what a connection came in on.
 * Addresses are two words, IPv4 in its mapped form ({@link IpAddress}). Reused, one thread.
 */
public final class ConnectionTuple {
    private long originatingHigh;
    private long originatingLow;
    private int originatingPort;
    private long destinationHigh;
    private long destinationLow;
    private int destinationPort;
    private TransportProtocol transport = TransportProtocol.UDP;

    public ConnectionTuple transport(final TransportProtocol protocol) {
        transport = protocol;
        return this;
    }

    /** Who sends. */
    public ConnectionTuple originating(final long high, final long low, final int port) {
        originatingHigh = high;
        originatingLow = low;
        originatingPort = port;
        return this;
    }

    /** The address and port of the router that it was sent to. */
    public ConnectionTuple destination(final long high, final long low, final int port) {
        destinationHigh = high;
        destinationLow = low;
        destinationPort = port;
        return this;
    }

    public TransportProtocol transport() {
        return transport;
    }

    public long originatingHigh() {
        return originatingHigh;
    }

    public long originatingLow() {
        return originatingLow;
    }

    /** 0 to 65535. */
    public int originatingPort() {
        return originatingPort;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    /** 0 to 65535. */
    public int destinationPort() {
        return destinationPort;
    }

    /** Whether both say the same now. */
    public boolean isSameAs(final ConnectionTuple other) {
        return transport == other.transport
                && originatingHigh == other.originatingHigh
                && originatingLow == other.originatingLow
                && originatingPort == other.originatingPort
                && destinationHigh == other.destinationHigh
                && destinationLow == other.destinationLow
                && destinationPort == other.destinationPort;
    }

    @Override
    public String toString() {
        return transport
                + " "
                + IpAddress.hostText(originatingHigh, originatingLow)
                + ':'
                + originatingPort
                + " -> "
                + IpAddress.hostText(destinationHigh, destinationLow)
                + ':'
                + destinationPort;
    }
}
