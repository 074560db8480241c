// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * ICMP echo of one version of IP. A datagram socket where the system lets this program have one
 * (net.ipv4.ping_group_range), else a raw one, which needs CAP_NET_RAW and gets what is meant for others as well. One thread.
 */
final class EchoSocket implements AutoCloseable {
    private static final int DATAGRAM = 2;
    private static final int RAW = 3;
    private static final int RECEIVED_BYTES = 256;
    private static final int READS = 64;
    private static final int ADDRESS_BYTES = 28;

    /** What differs between the two. */
    private enum Version {
        IPV4(2, 1, (byte) 8, (byte) 0, 16),
        IPV6(10, 58, (byte) 128, (byte) 129, 28);

        final int family;
        final int protocol;
        final byte request;
        final byte reply;
        final int addressBytes;

        Version(
                final int family,
                final int protocol,
                final byte request,
                final byte reply,
                final int addressBytes) {
            this.family = family;
            this.protocol = protocol;
            this.request = request;
            this.reply = reply;
            this.addressBytes = addressBytes;
        }
    }

    private final LinuxSocket socket;
    private final Version version;
    private final boolean hasIpHeader;
    private final long sender;
    private final MemorySegment message;
    private final MemorySegment address;
    private final MemorySegment received;

    private EchoSocket(
            final LinuxSocket socket,
            final Version version,
            final boolean isRaw,
            final long sender) {
        this.socket = socket;
        this.version = version;
        this.sender = sender;
        hasIpHeader = isRaw && version == Version.IPV4;
        message = socket.allocate(EchoMessage.LENGTH);
        address = socket.allocate(ADDRESS_BYTES).asSlice(0, version.addressBytes);
        received = socket.allocate(RECEIVED_BYTES);
    }

    /**
     * @param networkInterface by which everything goes out, empty for the system's choice
     * @param sender a random number
     */
    static EchoSocket open(final boolean isIpv6, final String networkInterface, final long sender)
            throws PingFailure {
        final Version version = isIpv6 ? Version.IPV6 : Version.IPV4;
        final boolean isDatagram =
                LinuxSocket.open(version.family, DATAGRAM, version.protocol)
                                instanceof LinuxSocket.Opened.Done done
                        && closed(done.socket());
        final String what = "a socket for ICMP over " + version;
        return switch (LinuxSocket.open(
                version.family, isDatagram ? DATAGRAM : RAW, version.protocol)) {
            case LinuxSocket.Opened.Refused(int error) -> throw PingFailure.of(what, error);
            case LinuxSocket.Opened.Done(LinuxSocket socket) -> {
                final EchoSocket opened = new EchoSocket(socket, version, !isDatagram, sender);
                final int result = opened.prepare(!isDatagram, networkInterface);
                if (result < 0) {
                    opened.close();
                    throw PingFailure.of(what + " that goes by " + networkInterface, -result);
                }
                yield opened;
            }
        };
    }

    private static boolean closed(final LinuxSocket socket) {
        socket.close();
        return true;
    }

    private int prepare(final boolean isRaw, final String networkInterface) {
        if (isRaw) {
            onlyReplies();
        }
        return networkInterface.isEmpty() ? 0 : socket.bindTo(networkInterface);
    }

    /** A raw socket is given all of ICMP; a filter of the system lets only replies through (raw(7), RFC 3542 §3.2). */
    private void onlyReplies() {
        if (version == Version.IPV4) {
            final MemorySegment blocked = socket.allocate(4);
            blocked.set(JAVA_INT, 0, ~(1 << version.reply));
            socket.option(255, 1, blocked);
        } else {
            final MemorySegment blocked = socket.allocate(32).fill((byte) -1);
            final int type = version.reply & 0xFF;
            final int word = type / Integer.SIZE * Integer.BYTES;
            blocked.set(JAVA_INT, word, ~(1 << type % Integer.SIZE));
            socket.option(version.protocol, 1, blocked);
        }
    }

    /** Whether the question has gone out. */
    boolean ask(final InetAddress host, final int target, final long number) {
        EchoMessage.write(message, version.request, sender, target, number);
        address.fill((byte) 0);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) version.family);
        final byte[] bytes = host.getAddress();
        MemorySegment.copy(
                bytes, 0, address, JAVA_BYTE, version == Version.IPV4 ? 4 : 8, bytes.length);
        if (host instanceof Inet6Address scoped) {
            address.set(JAVA_INT, 24, scoped.getScopeId());
        }
        return socket.send(message, address) == EchoMessage.LENGTH;
    }

    /** Hands over the answers that have come. */
    int poll(final Echo.Answers to) {
        int answers = 0;
        for (int i = 0; i < READS; i++) {
            final int length = socket.receive(received);
            if (length < 0) {
                break;
            }
            final int offset = hasIpHeader ? (received.get(JAVA_BYTE, 0) & 0xF) * 4 : 0;
            if (EchoMessage.isReply(received, offset, length - offset, version.reply, sender)) {
                to.onAnswer(
                        EchoMessage.target(received, offset), EchoMessage.number(received, offset));
                answers++;
            }
        }
        return answers;
    }

    boolean hasCarrier(final byte[] interfaceName) {
        return socket.hasCarrier(interfaceName);
    }

    @Override
    public void close() {
        socket.close();
    }
}
