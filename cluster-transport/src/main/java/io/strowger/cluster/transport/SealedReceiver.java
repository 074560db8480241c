// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.media.ImageConnection;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.ReceiveDestinationTransport;
import io.aeron.driver.media.UdpChannel;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.RttMeasurementFlyweight;
import io.aeron.protocol.SetupFlyweight;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

/** The socket, or the sockets, of a subscription: opens what comes in, seals what goes back to the sender. */
class SealedReceiver extends ReceiveChannelEndpoint {
    private final ClusterSockets sockets;
    private final List<ReceiveDestinationTransport> destinations = new ArrayList<>();
    private SocketWatch.@Nullable Mark mark;
    private @Nullable InetSocketAddress source;
    private int plainLength;

    SealedReceiver(
            final ClusterSockets sockets,
            final UdpChannel channel,
            final DataPacketDispatcher dispatcher,
            final AtomicCounter status,
            final MediaDriver.Context context) {
        super(channel, dispatcher, status, context);
        this.sockets = sockets;
    }

    @Override
    public void openChannel() {
        super.openChannel();
        // With destinations the sockets are theirs.
        if (receiveDatagramChannel() != null) {
            mark = watch(receiveDatagramChannel());
        }
    }

    @Override
    public void close() {
        if (receiveDatagramChannel() != null) {
            letGo(receiveDatagramChannel());
        }
        destinations.forEach(destination -> letGo(destination.receiveDatagramChannel()));
        super.close();
    }

    @Override
    public int addDestination(final ReceiveDestinationTransport transport) {
        destinations.add(transport);
        watch(transport.receiveDatagramChannel());
        return super.addDestination(transport);
    }

    @Override
    public void removeDestination(final int transportIndex) {
        final ReceiveDestinationTransport transport = destination(transportIndex);
        destinations.remove(transport);
        letGo(transport.receiveDatagramChannel());
        super.removeDestination(transportIndex);
    }

    private SocketWatch.@Nullable Mark watch(final DatagramChannel channel) {
        final SocketWatch watch = sockets.watch();
        return watch == null ? null : watch.add(channel);
    }

    private void letGo(final DatagramChannel channel) {
        final SocketWatch watch = sockets.watch();
        if (watch != null) {
            watch.remove(channel);
        }
    }

    /** Destinations are read by Aeron without asking here. */
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

    /** Where a sender listens: to a group from one socket, for its receivers on another. */
    private InetSocketAddress sender(final InetSocketAddress from) {
        return udpChannel().isMulticast() ? udpChannel().remoteControl() : from;
    }

    /** Where the datagram received last came from. */
    final @Nullable InetSocketAddress source() {
        return source;
    }

    @Override
    public boolean isValidFrame(final UnsafeBuffer buffer, final int length) {
        plainLength = sockets.open(buffer, length, source);
        final ByteBuffer notice = sockets.notice();
        if (notice != null && source != null) {
            super.sendTo(notice, sender(source));
        }
        return plainLength > 0 && super.isValidFrame(buffer, plainLength);
    }

    @Override
    public int onDataPacket(
            final DataHeaderFlyweight header,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final int transportIndex) {
        return super.onDataPacket(header, buffer, plainLength, from, transportIndex);
    }

    @Override
    public void onSetupMessage(
            final SetupFlyweight header,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final int transportIndex) {
        super.onSetupMessage(header, buffer, plainLength, from, transportIndex);
    }

    @Override
    public void onRttMeasurement(
            final RttMeasurementFlyweight header,
            final UnsafeBuffer buffer,
            final int length,
            final InetSocketAddress from,
            final int transportIndex) {
        super.onRttMeasurement(header, buffer, plainLength, from, transportIndex);
    }

    @Override
    protected void send(
            final ByteBuffer buffer, final int length, final ImageConnection[] connections) {
        final ByteBuffer sealed = sockets.seal(buffer);
        super.send(sealed, sealed.remaining(), connections);
    }

    @Override
    protected void send(
            final ByteBuffer buffer,
            final int length,
            final int transportIndex,
            final InetSocketAddress remoteAddress) {
        final ByteBuffer sealed = sockets.seal(buffer);
        super.send(sealed, sealed.remaining(), transportIndex, remoteAddress);
    }
}
