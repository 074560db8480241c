// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * What a machine asks the layer to do. The order within a transition is the order of doing; the
 * layer supplies the bytes, the flow and the durations.
 */
public sealed interface Action permits ServerAction, ClientAction, TimerAction {}
