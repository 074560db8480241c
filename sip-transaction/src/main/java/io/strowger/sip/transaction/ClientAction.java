// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/** What a client machine asks for besides timers. */
public enum ClientAction implements Action {
    /** Send the request that the user gave. */
    SEND_REQUEST,
    /** Send the kept request once more. */
    REPEAT_REQUEST,
    /** Hand the response just received to the user. */
    PASS_RESPONSE,
    /** Build the ACK of §17.1.1.3, send it and keep it. */
    SEND_ACK,
    /** Send the kept ACK once more. */
    REPEAT_ACK,
    /** Tell the user that nobody answered. */
    INFORM_TIMEOUT,
    /** Tell the user that the transport failed. */
    INFORM_TRANSPORT_FAILURE
}
