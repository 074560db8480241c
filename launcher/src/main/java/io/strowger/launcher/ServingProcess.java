// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

/** A process that serves until it is told to stop. */
interface ServingProcess extends AutoCloseable {
    boolean isReady();

    /** Called every second by the thread that waits for the end. */
    void tick();

    /** Why it cannot serve any more and has to be started anew; empty while it can. Asked with each {@link #tick}. */
    default String failure() {
        return "";
    }

    /** The line that says where everything is to be found. */
    String readyLine();

    @Override
    void close();
}
