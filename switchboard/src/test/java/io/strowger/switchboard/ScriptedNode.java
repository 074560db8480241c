// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.trunk.NodeTrunk;
import io.strowger.trunk.RecordKind;
import io.strowger.trunk.SwitchAddress;
import io.strowger.trunk.TrunkPoints;
import io.strowger.trunk.TrunkRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** A node whose end of the trunk is real: it answers OPTIONS of the switch and keeps what else comes. */
final class ScriptedNode implements AutoCloseable {
    private static final TransportProtocol[] PROTOCOLS = {
        TransportProtocol.UDP, TransportProtocol.TCP
    };

    final List<String> heard = new ArrayList<>();
    final NodeTrunk trunk;
    private final List<LocalPoint> points = new ArrayList<>();
    boolean isSilent;
    int optionsStatus = 200;

    /** What a record says of its flow. */
    record Heard(int point, long connection, IpAddress address, int port) {}

    Heard last = new Heard(0, 0, new IpAddress(0, 0), 0);

    ScriptedNode(
            final Path directory,
            final long switchId,
            final long id,
            final TrunkPoints hash,
            final int port) {
        for (int i = 0; i < PROTOCOLS.length; i++) {
            points.add(new LocalPoint(PROTOCOLS[i], "127.0.0.1", port, i));
        }
        trunk =
                new NodeTrunk(
                        List.of(SwitchAddress.onThisHost(switchId, directory, id)),
                        hash,
                        id,
                        counters());
    }

    static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(512 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(128 * 1024)));
    }

    void turn() {
        final long now = System.nanoTime();
        trunk.poll(this::onRecord, now);
        trunk.flush(now);
    }

    private void onRecord(final TrunkRecord record) {
        if (record.kind() != RecordKind.MESSAGE) {
            heard.add(record.kind() + " #" + record.connection());
            return;
        }
        final String text =
                record.buffer().getStringWithoutLengthAscii(record.sipOffset(), record.sipLength());
        if (record.port() == 0) {
            if (!isSilent) {
                answer(record, text);
            }
            return;
        }
        last =
                new Heard(
                        record.point(),
                        record.connection(),
                        new IpAddress(record.addressHigh(), record.addressLow()),
                        record.port());
        heard.add(text.substring(0, text.indexOf(' ')) + ' ' + header(text, "Call-ID"));
    }

    private void answer(final TrunkRecord record, final String options) {
        final Flow flow =
                new Flow(
                        points.get(record.point()),
                        record.addressHigh(),
                        record.addressLow(),
                        0,
                        0);
        send(flow, response(optionsStatus, options));
    }

    /** A response to a request, with what has to come back as it was. */
    static String response(final int status, final String request) {
        final StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Text\r\n");
        for (final String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(header(request, name)).append("\r\n");
        }
        return text.append("Content-Length: 0\r\n\r\n").toString();
    }

    static String header(final String text, final String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("no " + name);
    }

    /** Sends to where the last message came from. */
    void sendBack(final String text) {
        send(
                new Flow(
                        points.get(last.point),
                        last.address.high(),
                        last.address.low(),
                        last.port,
                        last.connection),
                text);
    }

    void send(final Flow flow, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        trunk.send(flow, new UnsafeBuffer(bytes), 0, bytes.length);
    }

    LocalPoint point(final int index) {
        return points.get(index);
    }

    @Override
    public void close() {
        trunk.close();
    }
}
