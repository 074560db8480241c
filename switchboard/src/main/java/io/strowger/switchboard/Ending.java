// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import java.util.concurrent.CountDownLatch;

/** The end of a thread, for whoever has to wait for it whatever happens. Any thread. */
final class Ending {
    private final CountDownLatch ended = new CountDownLatch(1);

    void hasEnded() {
        ended.countDown();
    }

    /** An interrupt is kept for who looks for it. */
    void await() {
        boolean interrupted = false;
        while (true) {
            try {
                ended.await();
                break;
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
