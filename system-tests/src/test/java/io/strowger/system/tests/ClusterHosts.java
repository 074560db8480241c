// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.Map;

/** Where the processes of a cluster run, and what they therefore have to be told. */
interface ClusterHosts {
    Host member(int number);

    /** Settings of members and nodes. */
    Map<String, String> everywhere();

    Map<String, String> ofMember(int number);

    Host node(int number);

    Map<String, String> ofNode(int number);
}
