// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** How the stream of updates reaches those who keep a replica. */
public enum StreamKind {
    /** One datagram for each of them. */
    UNICAST,
    /** One datagram for all of them. */
    MULTICAST,
    /** No datagrams: all of them are processes of one host. */
    SHARED_MEMORY
}
