// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * GET of a copy of the location database. The copy is finished before the first byte is sent, so that a slow client
 * keeps no page of the database from being reused; its length is announced, so that a cut answer is seen.
 */
final class BackupResource {
    static final String TYPE = "application/octet-stream";

    private final LocationBrowser browser;
    private final Semaphore copies = new Semaphore(1);

    BackupResource(LocationBrowser browser) {
        this.browser = browser;
    }

    /** Answers by itself, or gives a problem. */
    @Nullable Problem get(ApiRequest request) throws IOException, InterruptedException {
        if (!copies.tryAcquire()) {
            return Problem.unavailable("another backup is being made");
        }
        try (DatabaseCopy copy = copy()) {
            request.answerFile(TYPE, copy.file());
            return null;
        } catch (NoCopy failed) {
            return Problem.unavailable(String.valueOf(failed.getMessage()));
        } finally {
            copies.release();
        }
    }

    private DatabaseCopy copy() throws NoCopy, InterruptedException {
        try {
            return browser.copy();
        } catch (IOException failed) {
            throw new NoCopy(failed);
        }
    }

    /** Told from a client that went away while it was answered. */
    private static final class NoCopy extends Exception {
        private static final long serialVersionUID = 1;

        NoCopy(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
