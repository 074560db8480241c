// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** How SIP messages go between switches and nodes. */
public enum TrunkKind {
    /** There is no switch: each node serves SIP by itself. */
    NONE,
    /** Switches and nodes are processes of one host. */
    SHARED_MEMORY,
    /** Over a network, sealed. */
    NETWORK
}
