// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.location.client.MemberAddress;
import java.util.List;

/**
 * The members of a location server whose members are processes of their own.
 *
 * @param members where each is reached, in the order of their numbers; 1 or 3. Two would stop as soon as one of them
 *     does, and the same list must stand in the configuration of each
 * @param secrets shared by all processes of the cluster
 * @param soleSurvivor whether an operator has said that no member has more than this one, though it does not lead: then
 *     members without a database may have its
 */
public record GroupConfig(
        List<MemberAddress> members, ClusterSecrets secrets, boolean soleSurvivor) {
    public GroupConfig {
        if (members.size() != 1 && members.size() != MemberAddress.MEMBER_LIMIT) {
            throw new IllegalArgumentException("1 or 3 members, not " + members.size());
        }
        members = List.copyOf(members);
    }
}
