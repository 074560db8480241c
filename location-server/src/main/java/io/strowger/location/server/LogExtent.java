// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

/**
 * What of the replicated log a member keeps.
 *
 * @param recordingId of the recording that is being written
 * @param begin position before which nothing need be kept
 */
record LogExtent(long recordingId, long begin) {}
