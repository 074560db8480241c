// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.MediaDriver;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Has datagrams get lost on their way to a driver whose sockets are sealed, as the network may. */
public final class LossyReceiver {
    private LossyReceiver() {}

    /**
     * Installs sockets that lose.
     *
     * @param lost asked for each datagram by its source
     */
    public static MediaDriver.Context install(
            final ClusterSockets sockets,
            final MediaDriver.Context driver,
            final Predicate<@Nullable InetSocketAddress> lost) {
        return sockets.install(driver)
                .receiveChannelEndpointSupplier(
                        (channel, dispatcher, status, context) ->
                                new SealedReceiver(sockets, channel, dispatcher, status, context) {
                                    @Override
                                    public boolean isValidFrame(
                                            final UnsafeBuffer buffer, final int length) {
                                        return !lost.test(source())
                                                && super.isValidFrame(buffer, length);
                                    }
                                });
    }
}
