// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Sessions with single processes, named by their ids: one asks a member, the member answers by the same session. A
 * session is opened by the first frame for a member, and closed when the other end is gone or nothing was said for long.
 * What one of them does not take back holds up that session only. One thread, that of the driver.
 */
public final class Sessions implements AutoCloseable {
    private static final int RANDOM_STREAMS = 1 << 30;

    /** Aeron says that it wants to be connected each 100 ms, and once may be lost. */
    private static final long REACH_NANOS = 250_000_000;

    private static final String LOCAL_REQUESTS = Streams.LOCAL + "?tether=false";
    private static final String LOCAL = Streams.LOCAL + "?term-length=" + Streams.TERM;
    private static final String TERM = "|term-length=" + Streams.TERM;

    private final BusDriver driver;
    private final long id;
    private final SessionsConfig config;
    private final SecureRandom random = new SecureRandom();
    private final int replyStream;
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<FragmentAssembler> assemblers = new ArrayList<>();
    private final List<Subscription> replies = new ArrayList<>();
    private final int[] replyPorts;
    private final Long2LongCounterMap networks = new Long2LongCounterMap(0);
    private final Long2ObjectHashMap<Session> asked = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Session> asking = new Long2ObjectHashMap<>();
    private final SessionHeader header = new SessionHeader();
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[SessionHeader.LENGTH]);
    private final AtomicCounter open;
    private final AtomicCounter refused;
    private final AtomicCounter strays;
    private @Nullable FrameHandler handler;
    private long nowNanos;

    /**
     * Opens the ways in; nobody is asked yet.
     *
     * @param id names this process in the cluster; no other has the same, 0 is nobody
     */
    public Sessions(
            final BusDriver driver,
            final SessionsConfig config,
            final long id,
            final CountersManager counters) {
        if (id == 0) {
            throw new IllegalArgumentException("0 is nobody's id");
        }
        this.driver = driver;
        this.config = config;
        this.id = id;
        driver.sharedMemory().name(id);
        replyStream = Streams.FIRST_REPLY + random.nextInt(RANDOM_STREAMS);
        open = counters.newCounter("strowger_bus_sessions");
        refused = counters.newCounter("strowger_bus_sessions_refused_total");
        strays = counters.newCounter("strowger_bus_session_strays_total");
        for (final String address : config.listen()) {
            listen("aeron:udp?endpoint=" + address, Streams.REQUESTS);
        }
        if (!config.members().isEmpty()) {
            for (final String address : config.local()) {
                replies.add(listen("aeron:udp?endpoint=" + address + ":0", replyStream));
            }
        }
        replyPorts = new int[replies.size()];
        Arrays.fill(replyPorts, -1);
        if (config.sharedMemory()) {
            listen(LOCAL_REQUESTS, Streams.localRequests(id));
            listen(LOCAL_REQUESTS, replyStream);
        }
    }

    private Subscription listen(final String channel, final int stream) {
        final boolean isLocal = LOCAL_REQUESTS.equals(channel);
        driver.use(!isLocal);
        final Subscription subscription = driver.aeron().addSubscription(channel, stream);
        if (isLocal) {
            driver.sharedMemory().hear(subscription);
        }
        subscriptions.add(subscription);
        assemblers.add(new FragmentAssembler(this::onMessage));
        return subscription;
    }

    /**
     * Sends a frame of at most {@link Streams#MAX_FRAME} bytes to a process: back to one that has asked, or to a member,
     * with whom a session is then opened.
     *
     * @return false when it was not taken: there is no way to that process, none yet, or more than 2 MiB wait for it
     */
    public boolean offer(
            final long peer, final DirectBuffer buffer, final int offset, final int length) {
        if (length > Streams.MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + length + " bytes");
        }
        final Session answering = asking.get(peer);
        if (answering != null) {
            return send(answering, SessionHeader.REPLY, buffer, offset, length);
        }
        final Session session = asked.get(peer);
        if (session == null) {
            ask(peer);
            return false;
        }
        return send(session, SessionHeader.REQUEST, buffer, offset, length);
    }

    private void ask(final long peer) {
        final List<String> addresses = config.members().get(peer);
        if ((addresses == null && !config.sharedMemory()) || asked.size() >= config.maxSessions()) {
            refused.incrementRelease();
            return;
        }
        final int network = addresses == null ? 0 : (int) (networks.get(peer) % addresses.size());
        final String channel =
                addresses == null ? LOCAL : "aeron:udp?endpoint=" + addresses.get(network) + TERM;
        final int stream = addresses == null ? Streams.localRequests(peer) : Streams.REQUESTS;
        final Session session =
                new Session(
                        driver.aeron(), channel, stream, peer, random.nextLong(), network, null);
        session.used(nowNanos);
        asked.put(peer, session);
    }

    /** The port that replies come in by, 0 for shared memory, -1 when it is not known yet. */
    private int replyPort(final Session session) {
        if (!config.members().containsKey(session.peer())) {
            return 0;
        }
        final int way = Math.min(session.network(), replyPorts.length - 1);
        final String endpoint = replyPorts[way] >= 0 ? null : replies.get(way).resolvedEndpoint();
        if (endpoint != null) {
            replyPorts[way] = Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
        }
        return replyPorts[way];
    }

    private boolean send(
            final Session session,
            final int kind,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        if (!session.isConnected()) {
            return false;
        }
        SessionHeader.write(out, kind, session.number(), id, session.peer());
        if (kind == SessionHeader.REQUEST) {
            final int port = replyPort(session);
            if (port < 0) {
                return false;
            }
            SessionHeader.writeReplyWay(out, replyStream, port);
        }
        final boolean isTaken = session.offer(out, buffer, offset, length);
        if (isTaken) {
            session.used(nowNanos);
            ring(session);
        }
        return isTaken;
    }

    /**
     * Hands over what has come and looks after the sessions.
     *
     * @param limit fragments to read at most
     * @param now monotonic nanoseconds
     * @return what was done: fragments read, and frames sent that had to wait
     */
    public int poll(final FrameHandler to, final int limit, final long now) {
        handler = to;
        nowNanos = now;
        int read = 0;
        for (int i = 0; i < subscriptions.size() && read < limit; i++) {
            read += subscriptions.get(i).poll(assemblers.get(i), limit - read);
        }
        handler = null;
        read += lookAfter(asked);
        read += lookAfter(asking);
        open.setRelease(asked.size() + asking.size());
        return read;
    }

    /** Sends what waits and closes what is over; the number of frames sent. */
    private int lookAfter(final Long2ObjectHashMap<Session> sessions) {
        int sent = 0;
        final var each = sessions.values().iterator();
        while (each.hasNext()) {
            final Session session = each.next();
            final boolean isToGoElsewhere = session.isLost() || isUnreached(session);
            if (isToGoElsewhere) {
                networks.incrementAndGet(session.peer());
            }
            if (isToGoElsewhere || session.isOver(nowNanos, config.idle().toNanos())) {
                session.close();
                each.remove();
            } else {
                sent += flush(session);
            }
        }
        return sent;
    }

    private void ring(final Session session) {
        if (session.isLocal()) {
            driver.sharedMemory().sentTo(session.peer());
        }
    }

    private int flush(final Session session) {
        final int sent = session.flush();
        if (sent > 0) {
            ring(session);
        }
        if (session.isLocal() && session.isWaiting()) {
            driver.sharedMemory().lacksRoom();
        }
        return sent;
    }

    /** Whether there is another network by which to try. */
    private boolean isUnreached(final Session session) {
        final List<String> addresses = config.members().get(session.peer());
        return addresses != null
                && addresses.size() > 1
                && session.network() != Session.BACK
                && session.isUnreached(nowNanos, REACH_NANOS);
    }

    private void onMessage(
            final DirectBuffer buffer, final int offset, final int length, final Header from) {
        if (length > Streams.MAX_MESSAGE
                || !header.read(buffer, offset, length)
                || header.to() != id) {
            strays.incrementRelease();
            return;
        }
        final Session session =
                header.kind() == SessionHeader.REQUEST
                        ? sessionOfRequest((Image) from.context())
                        : sessionOfReply();
        if (session == null || handler == null) {
            strays.incrementRelease();
            return;
        }
        session.used(nowNanos);
        handler.onFrame(buffer, offset + SessionHeader.LENGTH, length - SessionHeader.LENGTH);
    }

    private @Nullable Session sessionOfReply() {
        final Session member = asked.get(header.from());
        return member != null && member.number() == header.session() ? member : null;
    }

    /** The session of a request; its first, or the first after a restart here, opens it. */
    private @Nullable Session sessionOfRequest(final Image image) {
        final long peer = header.from();
        final Session before = asking.get(peer);
        if (before != null && before.number() == header.session()) {
            return before;
        }
        if (before == null && asking.size() >= config.maxSessions()) {
            refused.incrementRelease();
            return null;
        }
        if (before != null) {
            before.close();
        }
        final Session session =
                new Session(
                        driver.aeron(),
                        replyChannel(image),
                        header.replyStream(),
                        peer,
                        header.session(),
                        Session.BACK,
                        header.replyPort() == 0 ? null : hostOf(image));
        asking.put(peer, session);
        return session;
    }

    /** To where the request came from, by the port that it names. */
    private String replyChannel(final Image image) {
        if (header.replyPort() == 0) {
            return LOCAL;
        }
        return "aeron:udp?endpoint=" + hostOf(image) + ':' + header.replyPort() + TERM;
    }

    private static String hostOf(final Image image) {
        final String source = image.sourceIdentity();
        return source.substring(0, source.lastIndexOf(':'));
    }

    /** The address of the host from which this process has opened a session; null when it has none, or is on this host. */
    public @Nullable String host(final long peer) {
        final Session session = asking.get(peer);
        return session == null ? null : session.host();
    }

    /** Who has sent the frame that is being handed over. */
    public long sender() {
        return header.from();
    }

    /** Whether there is a session with this process that takes frames. */
    public boolean isConnected(final long peer) {
        final Session session = asking.containsKey(peer) ? asking.get(peer) : asked.get(peer);
        return session != null && session.isConnected();
    }

    /** Sessions that others have opened. */
    public int askers() {
        return asking.size();
    }

    @Override
    public void close() {
        asked.values().forEach(Session::close);
        asking.values().forEach(Session::close);
        asked.clear();
        asking.clear();
        subscriptions.forEach(CloseHelper::quietClose);
    }
}
