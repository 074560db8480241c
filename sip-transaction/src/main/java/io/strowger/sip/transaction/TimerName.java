// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/** Timers of RFC 3261 table 4 and RFC 6026 that a transaction arms; C belongs to the proxy. */
public enum TimerName {
    /** INVITE request repeated. */
    A,
    /** INVITE transaction given up. */
    B,
    /** Wait for repeated final responses to an INVITE. */
    D,
    /** Non-INVITE request repeated. */
    E,
    /** Non-INVITE transaction given up. */
    F,
    /** Final response to an INVITE repeated. */
    G,
    /** Wait for the ACK given up. */
    H,
    /** Wait for repeated ACKs. */
    I,
    /** Wait for repeated non-INVITE requests. */
    J,
    /** Wait for repeated non-INVITE responses. */
    K,
    /** Wait for repeated INVITEs after a 2xx (RFC 6026). */
    L,
    /** Wait for repeated 2xx responses (RFC 6026). */
    M,
    /** A non-INVITE request has waited so long that a 100 is due (RFC 4320 §4.1); has no letter. */
    TRYING
}
