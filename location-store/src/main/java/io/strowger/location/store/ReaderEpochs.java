// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells a writer when readers can no longer see what it has taken out: it stamps that with the epoch, begins the next one
 * after a commit, and waits until each reader that is looking began in a later one. (Epoch-based reclamation, K. Fraser,
 * Practical lock-freedom, 2004.) Nobody waits for anybody.
 */
final class ReaderEpochs {
    private static final long NOT_LOOKING = Long.MAX_VALUE;

    private final AtomicReference<Reader[]> readers = new AtomicReference<>(new Reader[0]);
    private volatile long current = 1;

    /** One reader. One thread at a time. */
    static final class Reader {
        private static final VarHandle SINCE;

        static {
            try {
                SINCE = MethodHandles.lookup().findVarHandle(Reader.class, "since", long.class);
            } catch (final ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final ReaderEpochs epochs;

        @SuppressWarnings("FieldMayBeFinal") // written through SINCE
        private long since = NOT_LOOKING;

        private Reader(final ReaderEpochs epochs) {
            this.epochs = epochs;
        }

        /** What is found from here on stays. */
        void enter() {
            // With the fence in it either the writer sees this, or we see what the writer did
            // before it looked.
            SINCE.setVolatile(this, epochs.current);
        }

        /** What was found may go. */
        void leave() {
            SINCE.setRelease(this, NOT_LOOKING);
        }
    }

    Reader register() {
        final Reader reader = new Reader(this);
        readers.updateAndGet(
                all -> {
                    final Reader[] more = Arrays.copyOf(all, all.length + 1);
                    more[all.length] = reader;
                    return more;
                });
        return reader;
    }

    void remove(final Reader reader) {
        readers.updateAndGet(
                all -> Arrays.stream(all).filter(each -> each != reader).toArray(Reader[]::new));
    }

    /** The epoch to stamp with what is taken out now. Writer only. */
    long current() {
        return current;
    }

    /**
     * Begins the next epoch. Writer only.
     *
     * @return what is stamped with an epoch before this one is seen by nobody any more
     */
    long advance() {
        final long next = current + 1;
        current = next;
        VarHandle.fullFence();
        long oldest = next;
        for (final Reader reader : readers.get()) {
            oldest = Math.min(oldest, (long) Reader.SINCE.getVolatile(reader));
        }
        return oldest;
    }
}
