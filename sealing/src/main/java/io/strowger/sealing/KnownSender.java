// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.security.Key;
import org.jspecify.annotations.Nullable;

/** What an opener keeps of a sender: its newest start, what of it has been opened, and the keys in use. */
final class KnownSender {
    private final ClusterSecret secret;
    private final String purpose;
    private final long id;
    private final long incarnation;
    private final ReplayWindow window = new ReplayWindow();
    private @Nullable Key key;
    private @Nullable Key keyBefore;
    private long part = -1;

    KnownSender(
            final ClusterSecret secret,
            final String purpose,
            final long id,
            final long incarnation) {
        this.secret = secret;
        this.purpose = purpose;
        this.id = id;
        this.incarnation = incarnation;
    }

    long incarnation() {
        return incarnation;
    }

    ClusterSecret secret() {
        return secret;
    }

    ReplayWindow window() {
        return window;
    }

    /** The key of the frame with this counter. Frames at a change of keys come in both. */
    Key key(final long counter) {
        final long wanted = SealedFrame.partOf(counter);
        if (wanted == part && key != null) {
            return key;
        }
        if (wanted == part - 1 && keyBefore != null) {
            return keyBefore;
        }
        return secret.key(purpose, id, incarnation, wanted);
    }

    /** A frame has been opened with this key. */
    void opened(final long counter, final Key used) {
        final long itsPart = SealedFrame.partOf(counter);
        if (itsPart > part) {
            keyBefore = itsPart == part + 1 ? key : null;
            key = used;
            part = itsPart;
        }
        window.mark(counter);
    }
}
