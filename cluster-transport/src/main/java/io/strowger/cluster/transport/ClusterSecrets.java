// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The secrets of a cluster: the first seals, each of them opens. There is more than one only while it is being changed.
 * Immutable.
 *
 * @param all 1..4
 */
public record ClusterSecrets(List<ClusterSecret> all) {
    /** Secrets that are accepted at a time. */
    public static final int LIMIT = 4;

    public ClusterSecrets {
        if (all.isEmpty() || all.size() > LIMIT) {
            throw new IllegalArgumentException(
                    "a cluster has 1 to " + LIMIT + " secrets, not " + all.size());
        }
        all = List.copyOf(all);
    }

    /** The only secret. */
    public static ClusterSecrets of(final ClusterSecret secret) {
        return new ClusterSecrets(List.of(secret));
    }

    ClusterSecret first() {
        return all.getFirst();
    }

    /** Their names, for the log. */
    String keyIds() {
        return all.stream().map(secret -> text(secret.keyId())).collect(Collectors.joining(" or "));
    }

    static String text(final int keyId) {
        return String.format("%04x", keyId);
    }
}
