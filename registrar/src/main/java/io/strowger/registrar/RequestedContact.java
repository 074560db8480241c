// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.sip.message.Span;

/** One Contact value of a REGISTER, as spans of the request. Used again for the next request. */
final class RequestedContact {
    long uri = Span.NONE;

    /** Thousandths. */
    int q;

    /** Granted seconds; 0 removes the binding. */
    int expiresSeconds;

    /** Value of +sip.instance, NONE without. */
    long instance = Span.NONE;

    /** Of RFC 5626; 0 when there is none, or the request does not support outbound. */
    long regId;

    /** A later value of the same request names the same binding. */
    boolean superseded;

    /** Whether it is a flow of a user agent that may have several (RFC 5626 §4.2). */
    boolean isOutbound() {
        return regId > 0;
    }
}
