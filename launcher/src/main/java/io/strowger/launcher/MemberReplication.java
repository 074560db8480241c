// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusDriver;
import io.strowger.bus.StreamPublisher;
import io.strowger.bus.StreamSubscriber;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.server.LocationServer;
import io.strowger.location.server.LocationServerStatus;
import io.strowger.location.server.LocationServerStatus.Phase;
import io.strowger.location.store.LocationStore;
import io.strowger.replica.MemberAgent;
import io.strowger.replication.Message;
import io.strowger.replication.ReplicaConfig;
import org.agrona.concurrent.status.CountersManager;

/** Publishes what a member of the location server commits, and serves loads from its database. */
final class MemberReplication {
    private MemberReplication() {}

    static MemberAgent start(
            StrowgerConfig config,
            LocationStore store,
            LocationServer server,
            CountersManager counters)
            throws CommandFailure {
        ReplicationWays ways = new ReplicationWays(config);
        int member = config.location().group().member();
        long id = ProcessIdentity.memberId(member);
        BusDriver driver = ways.launch(counters);
        try {
            return MemberAgent.start(
                    ReplicaConfig.standard(id, Integer.toString(member), Message.Role.STANDBY),
                    config.replication().beat(),
                    store,
                    () -> leadership(server.status()),
                    new MemberAgent.Bus(
                            driver,
                            new StreamPublisher(driver, ways.ofMember(member), counters),
                            new StreamSubscriber(
                                    driver, ways.ofMembers(), ways.silence(), counters),
                            ways.sessionsOfMember(driver, member, counters),
                            counters));
        } catch (RuntimeException failure) {
            driver.close();
            throw new CommandFailure("the bus cannot be used: " + failure.getMessage());
        }
    }

    /** A leader that is not serving yet may not have applied all that was committed before. */
    private static MemberAgent.Leadership leadership(LocationServerStatus status) {
        boolean leads = status.leader() && status.phase() == Phase.SERVING;
        return new MemberAgent.Leadership(leads, status.term());
    }
}
