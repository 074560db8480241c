// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.strowger.cluster.transport.BellRope;
import io.strowger.doorbell.BellPull;
import io.strowger.doorbell.Doorbell;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What wakes the other processes of a host that share its memory: what is written there makes no noise by itself. Each has a
 * place in a file that all of them map, and writes there by what it is woken, before it goes to sleep and looks once more: by the
 * named pipe of its place, or where it waits for sockets of {@code java.nio} as well by a datagram to a port of loopback. Who
 * has written something for it takes that away and rings. So nobody rings for who is awake, and once for who sleeps. Both write
 * before they look, with a full fence between: one of them at least sees what the other one wrote. A ring that is lost all the
 * same costs the time until the next look, and nothing else. One thread.
 *
 * <p>A place belongs to a process as long as it has a lock on it, which the system takes away when it ends.
 */
final class Doorbells implements AutoCloseable {
    /** Further processes get no place: they look again and again. */
    static final int MOST = 255;

    /** {@link #arm Armed} with this, the pipe is rung; with a lower number but 0, that port. */
    static final int PIPE = 1 << 16;

    private static final String FILE = "doorbells";
    private static final String PIPES = "bell-";
    private static final int PLACE = 64;
    private static final int WAY = 0;
    private static final int ID = 8;

    /** Of the file: the highest place that was ever taken, and the one of who runs the driver. */
    private static final int HIGHEST = 0;

    private static final int DRIVER = 8;
    private static final long NOWHERE = 0;

    private final Path directory;
    private final FileChannel file;
    private final MappedByteBuffer mapping;
    private final UnsafeBuffer places;
    private final int own;
    private final @Nullable Doorbell bell;
    private final BellRope rope = new BellRope();
    private final @Nullable BellPull[] pulls = new @Nullable BellPull[MOST + 1];
    private final Long2LongHashMap placeOfId = new Long2LongHashMap(NOWHERE);

    private Doorbells(final Path directory, final FileChannel file, final MappedByteBuffer mapping)
            throws IOException {
        this.directory = directory;
        this.file = file;
        this.mapping = mapping;
        places = new UnsafeBuffer(mapping);
        own = takePlace();
        bell = own == 0 ? null : Doorbell.hang(pipe(own));
    }

    private Path pipe(final int place) {
        return directory.resolve(PIPES + place);
    }

    /** Takes part, with a place of its own if there is one left. */
    static Doorbells in(final Path directory) throws BusFailure {
        try {
            final FileChannel file = BusDirectory.openShared(directory.resolve(FILE));
            try {
                return new Doorbells(
                        directory,
                        file,
                        file.map(FileChannel.MapMode.READ_WRITE, 0, (MOST + 1L) * PLACE));
            } catch (final IOException failure) {
                file.close();
                throw failure;
            }
        } catch (final IOException failure) {
            throw new BusFailure("the shared bus in " + directory + " cannot be used: " + failure);
        }
    }

    private int takePlace() throws IOException {
        for (int place = 1; place <= MOST; place++) {
            if (lock((long) place * PLACE) != null) {
                places.putLong(at(place, ID), 0);
                places.putLongVolatile(at(place, WAY), NOWHERE);
                raiseHighest(place);
                return place;
            }
        }
        return 0;
    }

    private @Nullable FileLock lock(final long position) throws IOException {
        try {
            return file.tryLock(position, PLACE, false);
        } catch (final OverlappingFileLockException ofThisProcess) {
            return null;
        }
    }

    private void raiseHighest(final int place) {
        long before = places.getLongVolatile(HIGHEST);
        while (before < place && !places.compareAndSetLong(HIGHEST, before, place)) {
            before = places.getLongVolatile(HIGHEST);
        }
    }

    private static int at(final int place, final int field) {
        return place * PLACE + field;
    }

    /** Whether this process can be woken. */
    boolean hasPlace() {
        return own != 0;
    }

    /** Rung for who is {@link #arm armed} with {@link #PIPE}; null when this system has none. */
    @Nullable Doorbell bell() {
        return bell;
    }

    /** Under which id others ring for this process. */
    void name(final long id) {
        if (own != 0) {
            places.putLongRelease(at(own, ID), id);
        }
    }

    /** The driver of all of them is turned by this process. */
    void runsDriver() {
        places.putLongVolatile(DRIVER, own);
    }

    /**
     * From now on this process sleeps, or is about to: what was written before this is for it to find by looking once more.
     *
     * @param way how it is woken: a port, or {@link #PIPE}
     */
    void arm(final int way) {
        if (own != 0) {
            places.putLongVolatile(at(own, WAY), way);
        }
    }

    /** It is awake. */
    void disarm() {
        if (own != 0) {
            places.putLongRelease(at(own, WAY), NOWHERE);
        }
    }

    /** Wakes a process that something was written for. */
    void ring(final long id) {
        VarHandle.fullFence();
        long place = placeOfId.get(id);
        if (place == NOWHERE || places.getLong(at((int) place, ID)) != id) {
            place = find(id);
        }
        if (place != NOWHERE) {
            ringAt((int) place);
        }
    }

    private long find(final long id) {
        final long highest = highest();
        for (int place = 1; place <= highest; place++) {
            if (places.getLongVolatile(at(place, ID)) == id) {
                placeOfId.put(id, place);
                return place;
            }
        }
        placeOfId.remove(id);
        return NOWHERE;
    }

    /** Of a file that others write: never beyond its end. */
    private long highest() {
        return Math.clamp(places.getLongVolatile(HIGHEST), 0, MOST);
    }

    /** Wakes everybody else: something was written for all. */
    void ringAll() {
        VarHandle.fullFence();
        final long highest = highest();
        for (int place = 1; place <= highest; place++) {
            ringAt(place);
        }
    }

    /** Wakes who turns the driver: it is to say that there is room again. */
    void ringDriver() {
        VarHandle.fullFence();
        ringAt(Math.clamp(places.getLongVolatile(DRIVER), 0, MOST));
    }

    private void ringAt(final int place) {
        final long way = places.getLongVolatile(at(place, WAY));
        if (place == own
                || way <= 0
                || way > PIPE
                || !places.compareAndSetLong(at(place, WAY), way, NOWHERE)) {
            return;
        }
        if (way < PIPE) {
            rope.pull((int) way);
            return;
        }
        BellPull pull = pulls[place];
        if (pull == null) {
            pull = BellPull.of(pipe(place));
            pulls[place] = pull;
        }
        if (pull != null) {
            final boolean _ = pull.pull();
        }
    }

    @Override
    public void close() {
        disarm();
        name(0);
        CloseHelper.quietCloseAll(pulls);
        CloseHelper.quietCloseAll(bell, rope, file);
        BufferUtil.free(mapping);
        places.wrap(0, 0);
    }
}
