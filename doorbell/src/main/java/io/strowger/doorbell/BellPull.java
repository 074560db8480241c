// SPDX-License-Identifier: Apache-2.0
package io.strowger.doorbell;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Rings the {@link Doorbell} of another process, and that of whichever process hangs one there later. One thread. */
public final class BellPull implements AutoCloseable {
    private final int descriptor;

    private BellPull(final int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes hold of a bell.
     *
     * @return null when nobody has hung one there
     */
    public static @Nullable BellPull of(final Path path) {
        final int descriptor = PipeCalls.open(path, PipeCalls.WRITE_ONLY);
        return descriptor < 0 ? null : new BellPull(descriptor);
    }

    /** Rings. False when nobody hears it. */
    public boolean pull() {
        return PipeCalls.write(descriptor);
    }

    @Override
    public void close() {
        PipeCalls.close(descriptor);
    }
}
