// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.LastLoad;

/** How a replica gets from what it holds to what the location server announces. */
public sealed interface CatchUp {
    /** Nothing is missing. */
    record InStep() implements CatchUp {}

    /** Entries are missing, the first and the last of them named. The next one may come by the stream. */
    record IncrementalLoad(long from, long to) implements CatchUp {}

    /** The replica cannot get there by entries. */
    record ContinuousReload(LastLoad reason) implements CatchUp {}

    /** Decides, in the order in which the reasons exclude each other. */
    static CatchUp decide(final DatabaseState replica, final Announcement announced) {
        if (replica.exists() && replica.birthDate() != announced.birthDate()) {
            return new ContinuousReload(LastLoad.OTHER_BIRTH_DATE);
        }
        if (!replica.coherent()) {
            return new ContinuousReload(LastLoad.NOT_COHERENT);
        }
        if (replica.level() > announced.level()) {
            return new ContinuousReload(LastLoad.AHEAD_OF_LOCATION_SERVER);
        }
        if (replica.level() == announced.level()) {
            return digestDiffers(replica, announced)
                    ? new ContinuousReload(LastLoad.DIGEST_DIFFERS)
                    : new InStep();
        }
        if (announced.oldestLoggedLevel() == 0
                || replica.level() + 1 < announced.oldestLoggedLevel()) {
            return new ContinuousReload(LastLoad.LOG_NO_LONGER_REACHES_BACK);
        }
        return new IncrementalLoad(replica.level() + 1, announced.level());
    }

    /** Whether two databases that must be equal are not: same birth date and level, coherent, but another digest. */
    static boolean digestDiffers(final DatabaseState replica, final Announcement announced) {
        return replica.coherent()
                && replica.birthDate() == announced.birthDate()
                && replica.level() == announced.level()
                && (replica.digestHigh() != announced.digestHigh()
                        || replica.digestLow() != announced.digestLow());
    }
}
