// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.client.OutcomeFrame;
import io.strowger.location.client.UpdateFrameView;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which frames of which client have been applied, so that a frame sent again after a failover is answered
 * and not applied twice. A part of the replicated state: changed by log entries only.
 */
final class ClientSequences {
    /** Clients remembered; beyond it the one heard of longest ago is forgotten. */
    static final int CLIENT_LIMIT = 64;

    /** Answers kept per client, at least what a client may have under way; a power of two. */
    static final int ANSWER_LIMIT = 16;

    private final Long2ObjectHashMap<Client> clients = new Long2ObjectHashMap<>();

    /** What one client has sent. */
    static final class Client {
        private final OutcomeFrame[] answers = new OutcomeFrame[ANSWER_LIMIT];
        private long lastSequence;
        private long lastPosition;
    }

    /** Whether this frame was applied before. */
    boolean isDuplicate(final UpdateFrameView frame) {
        final Client client = clients.get(frame.clientId());
        return client != null && frame.sequence() <= client.lastSequence;
    }

    /**
     * The answer a duplicate got, or null when it is not kept any more: then nobody can say what became of each
     * change.
     */
    @Nullable OutcomeFrame answer(final UpdateFrameView frame) {
        final Client client = clients.get(frame.clientId());
        final OutcomeFrame kept = client == null ? null : client.answers[slot(frame.sequence())];
        return kept != null && kept.sequence() == frame.sequence() ? kept : null;
    }

    /** Enters a frame that is being applied and gives the answer to fill in. */
    OutcomeFrame enter(final UpdateFrameView frame, final long logPosition) {
        final Client client = remember(frame.clientId(), frame.sequence(), logPosition);
        final int slot = slot(frame.sequence());
        if (client.answers[slot] == null) {
            client.answers[slot] = new OutcomeFrame();
        }
        return client.answers[slot].begin(frame.clientId(), frame.sequence(), frame.count());
    }

    /** Enters what a snapshot, or an entry that the database holds already, says about a client. */
    Client remember(final long clientId, final long sequence, final long logPosition) {
        Client client = clients.get(clientId);
        if (client == null) {
            if (clients.size() >= CLIENT_LIMIT) {
                forgetOldest();
            }
            client = new Client();
            clients.put(clientId, client);
        }
        client.lastSequence = sequence;
        client.lastPosition = logPosition;
        return client;
    }

    private void forgetOldest() {
        long oldest = 0;
        long lowest = Long.MAX_VALUE;
        final Long2ObjectHashMap<Client>.KeyIterator ids = clients.keySet().iterator();
        while (ids.hasNext()) {
            final long id = ids.nextLong();
            final long position = clients.get(id).lastPosition;
            // Every member must forget the same one, whatever order its map is in.
            if (position < lowest || (position == lowest && id < oldest)) {
                lowest = position;
                oldest = id;
            }
        }
        clients.remove(oldest);
    }

    int size() {
        return clients.size();
    }

    /** Shows every client with its last sequence and the position of its last entry. */
    void forEach(final Visitor visitor) {
        final Long2ObjectHashMap<Client>.KeyIterator ids = clients.keySet().iterator();
        while (ids.hasNext()) {
            final long id = ids.nextLong();
            final Client client = clients.get(id);
            visitor.onClient(id, client.lastSequence, client.lastPosition);
        }
    }

    private static int slot(final long sequence) {
        return (int) sequence & (ANSWER_LIMIT - 1);
    }

    /** Sees the clients of a snapshot. */
    @FunctionalInterface
    interface Visitor {
        void onClient(long clientId, long lastSequence, long lastPosition);
    }
}
