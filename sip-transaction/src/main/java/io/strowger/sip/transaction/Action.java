// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * What a machine asks the layer to do. The order within a transition is the order of doing; the
 * layer supplies the bytes, the flow and the durations.
 */
public enum Action {
    /** Hand the request that created the transaction to the user. */
    PASS_REQUEST,
    /** Hand the response just received to the user. */
    PASS_RESPONSE,
    /** Hand the ACK just received to the user. */
    PASS_ACK,
    /** Send the request that the user gave. */
    SEND_REQUEST,
    /** Send the kept request once more. */
    REPEAT_REQUEST,
    /** Send the response that the user gave and keep it as the latest. */
    SEND_RESPONSE,
    /** Send the latest response once more. */
    REPEAT_RESPONSE,
    /** Build a 100 from the kept request and send it. */
    SEND_TRYING,
    /** Build the ACK of §17.1.1.3, send it and keep it. */
    SEND_ACK,
    /** Send the kept ACK once more. */
    REPEAT_ACK,
    /** Tell the user that nobody answered, or that no ACK came. */
    INFORM_TIMEOUT,
    /** Tell the user that the transport failed. */
    INFORM_TRANSPORT_FAILURE,
    /** Forget every timer that still runs. */
    STOP_TIMERS,
    /** T1 at first, then twice the last value. */
    ARM_A,
    ARM_B,
    ARM_D,
    /** T1 at first, then twice the last value up to T2. */
    ARM_E,
    /** T2: the interval in Proceeding (§17.1.2.2). */
    ARM_E_AT_T2,
    ARM_F,
    /** T1 at first, then twice the last value up to T2. */
    ARM_G,
    ARM_H,
    ARM_I,
    ARM_J,
    ARM_K,
    ARM_L,
    ARM_M,
    ARM_TRYING
}
