// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Transport protocols that can be listened on (RFC 3261 §18). */
public enum ListenProtocol {
    UDP,
    TCP
}
