// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.DriverConductorProxy;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import io.aeron.protocol.ErrorFlyweight;
import io.aeron.protocol.NakFlyweight;
import io.aeron.protocol.ResponseSetupFlyweight;
import io.aeron.protocol.RttMeasurementFlyweight;
import io.aeron.protocol.StatusMessageFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

/** The socket of a publication: seals what goes out, opens what receivers send back. */
final class SealedSender extends SendChannelEndpoint {
    private final ClusterSockets sockets;
    private SocketWatch.@Nullable Mark mark;
    private @Nullable InetSocketAddress source;
    private int plainLength;

    SealedSender(
            final ClusterSockets sockets,
            final UdpChannel channel,
            final AtomicCounter status,
            final MediaDriver.Context context) {
        super(channel, status, context);
        this.sockets = sockets;
    }

    @Override
    public void openChannel() {
        super.openChannel();
        final SocketWatch watch = sockets.watch();
        if (watch != null) {
            mark = watch.add(receiveDatagramChannel());
        }
    }

    @Override
    public void close() {
        final SocketWatch watch = sockets.watch();
        if (watch != null && receiveDatagramChannel() != null) {
            watch.remove(receiveDatagramChannel());
        }
        super.close();
    }

    @Override
    public int send(final ByteBuffer buffer) {
        final int length = buffer.remaining();
        final ByteBuffer sealed = sockets.seal(buffer);
        final int whole = sealed.remaining();
        return sent(buffer, length, super.send(sealed) == whole);
    }

    @Override
    public int send(final ByteBuffer buffer, final InetSocketAddress endpointAddress) {
        final int length = buffer.remaining();
        final ByteBuffer sealed = sockets.seal(buffer);
        final int whole = sealed.remaining();
        return sent(buffer, length, super.send(sealed, endpointAddress) == whole);
    }

    /** Leaves the buffer as the socket would have. */
    private static int sent(final ByteBuffer buffer, final int length, final boolean all) {
        if (!all) {
            return 0;
        }
        buffer.position(buffer.position() + length);
        return length;
    }

    @Override
    public InetSocketAddress receive(final ByteBuffer buffer) {
        final InetSocketAddress from =
                sockets.mayHaveSomething(mark) ? super.receive(buffer) : null;
        if (from == null && mark != null) {
            mark.clear();
        }
        source = from;
        return from;
    }

    @Override
    public boolean isValidFrame(final UnsafeBuffer buffer, final int length) {
        plainLength = sockets.open(buffer, length, source);
        final ByteBuffer notice = sockets.notice();
        if (notice != null && source != null) {
            super.send(notice, source);
        }
        return plainLength > 0 && super.isValidFrame(buffer, plainLength);
    }

    @Override
    public void onStatusMessage(
            final StatusMessageFlyweight message,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final DriverConductorProxy conductor) {
        super.onStatusMessage(message, buffer, plainLength, from, conductor);
    }

    @Override
    public void onError(
            final ErrorFlyweight message,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final DriverConductorProxy conductor) {
        super.onError(message, buffer, plainLength, from, conductor);
    }

    @Override
    public void onNakMessage(
            final NakFlyweight message,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from) {
        super.onNakMessage(message, buffer, plainLength, from);
    }

    @Override
    public void onRttMeasurement(
            final RttMeasurementFlyweight message,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from) {
        super.onRttMeasurement(message, buffer, plainLength, from);
    }

    @Override
    public void onResponseSetup(
            final ResponseSetupFlyweight message,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final DriverConductorProxy conductor) {
        super.onResponseSetup(message, buffer, plainLength, from, conductor);
    }
}
