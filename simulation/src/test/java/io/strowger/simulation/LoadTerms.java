// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.FrameReader;
import io.strowger.replication.Message;
import org.agrona.DirectBuffer;

/**
 * Whoever serves a load says the newest term that it knows of that database: with a former one it would be refused by
 * all that have heard of the newer leader, and believed by those that have not; with the one of another database all
 * would refuse the true leader.
 */
final class LoadTerms {
    private final FrameReader reader = new FrameReader();

    /** Looks at a frame that a machine sends to another. */
    void check(
            final Machine sender, final DirectBuffer buffer, final int offset, final int length) {
        switch (reader.read(buffer, offset, length)) {
            case Message.LoadGrant grant -> check(sender, grant.birthDate(), grant.term());
            case Message.EntryChunk chunk -> check(sender, chunk.birthDate(), chunk.term());
            case Message.RecordChunk chunk -> check(sender, chunk.birthDate(), chunk.term());
            default -> {}
        }
    }

    private static void check(final Machine sender, final long birthDate, final long term) {
        final long newest = sender.newestTerm(birthDate);
        if (newest > 0 && term != newest) {
            throw new AssertionError(
                    sender.name()
                            + " serves a load in term "
                            + term
                            + " of "
                            + birthDate
                            + " and knows of term "
                            + newest);
        }
    }
}
