// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/** Takes nodes out of service and back. Called on many threads at once. */
public interface NodeDraining {
    /**
     * Begins or ends draining a node.
     *
     * @param node its id, as in the status
     * @return false when there is none of this id
     */
    boolean drain(String node, boolean begins);
}
