// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.sip.message.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Names as this host knows them (A and AAAA by the system's resolver). The calls block, so a few
 * threads of their own make them; platform threads, for a native call holds its carrier.
 */
final class SystemNameService implements NameService {
    /** Questions open at the same time. */
    static final int MAX_OPEN = 1_000;

    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 60;

    private final ManyToOneConcurrentArrayQueue<Answer> answers =
            new ManyToOneConcurrentArrayQueue<>(MAX_OPEN);
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_OPEN),
                    Thread.ofPlatform().daemon().name("names-", 0).factory());
    private final Runnable wakeUp;
    private int open;

    private record Answer(long number, @Nullable IpAddress address) {}

    /**
     * @param wakeUp called by any thread when an answer has come
     */
    SystemNameService(final Runnable wakeUp) {
        this.wakeUp = wakeUp;
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean ask(final long number, final String name) {
        if (open == MAX_OPEN) {
            return false;
        }
        open++;
        threads.execute(
                () -> {
                    // There is room: no more answers than open questions.
                    answers.add(new Answer(number, find(name)));
                    wakeUp.run();
                });
        return true;
    }

    private static @Nullable IpAddress find(final String name) {
        try {
            return address(InetAddress.getByName(name));
        } catch (final UnknownHostException | IllegalArgumentException unknown) {
            return null;
        }
    }

    private static IpAddress address(final InetAddress found) {
        final ByteBuffer bytes = ByteBuffer.wrap(found.getAddress());
        return found instanceof Inet4Address
                ? IpAddress.v4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    @Override
    public int poll(final AnswerListener listener) {
        int count = 0;
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            open--;
            count++;
            listener.onAnswer(answer.number(), answer.address());
        }
        return count;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
