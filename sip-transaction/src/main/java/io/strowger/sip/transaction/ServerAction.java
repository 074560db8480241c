// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/** What a server machine asks for besides timers. */
public enum ServerAction implements Action {
    /** Hand the request that created the transaction to the user. */
    PASS_REQUEST,
    /** Hand the ACK just received to the user. */
    PASS_ACK,
    /** Send the response that the user gave and keep it as the latest. */
    SEND_RESPONSE,
    /** Send the latest response once more. */
    REPEAT_RESPONSE,
    /** Build a 100 from the request and send it. */
    SEND_TRYING,
    /** Tell the user that no ACK came. */
    INFORM_TIMEOUT,
    /** Tell the user that the transport failed. */
    INFORM_TRANSPORT_FAILURE
}
