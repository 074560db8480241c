// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void anAddressIsNotAskedFor() {
        final HostAddresses hosts = new HostAddresses(this::silence);
        assertThat(hosts.resolve("192.0.2.7", "endpoint", false))
                .isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void aNameIsAskedForOnceInAWhile() {
        final HostAddresses hosts =
                new HostAddresses(
                        name -> {
                            asked.incrementAndGet();
                            return InetAddress.ofLiteral("192.0.2.7");
                        });
        for (int i = 0; i < 10; i++) {
            assertThat(hosts.resolve("loc1", "endpoint", true))
                    .isEqualTo(InetAddress.ofLiteral("192.0.2.7"));
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aNameThatIsUnknownHasNoAddressYet() {
        final HostAddresses hosts = new HostAddresses(this::silence);
        assertThat(hosts.resolve("loc1", "endpoint", false)).isNull();
        assertThat(asked).hasValue(1);
    }

    private InetAddress silence(final String name) throws UnknownHostException {
        asked.incrementAndGet();
        throw new UnknownHostException(name);
    }
}
