// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One user of a {@link RegisterLoad} and what has to be true of it in the database. A version is the
 * CSeq of a request; version 0 is the state before any.
 */
final class LoadedUser {
    private static final int REMOVE_EVERY = 5;

    private final int number;
    private final int port;
    private int version;
    private int acknowledged;
    private final List<Integer> undecided = new ArrayList<>();

    LoadedUser(final int number, final int port) {
        this.number = number;
        this.port = port;
    }

    static int numberOf(final String callId) {
        return Integer.parseInt(callId.substring(callId.lastIndexOf('-') + 1));
    }

    String aor() {
        return "u" + port + "x" + number + "@" + RegisterLoad.DOMAIN;
    }

    /** The next REGISTER; each fifth takes the contact back. */
    byte[] nextRequest() {
        version++;
        undecided.add(version);
        final String text =
                """
                REGISTER sip:%1$s SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bK-%3$d-%4$d
                Max-Forwards: 70
                From: <sip:%5$s>;tag=t%3$d
                To: <sip:%5$s>
                Call-ID: load-%2$d-%3$d
                CSeq: %4$d REGISTER
                Contact: <sip:u%3$d@127.0.0.1:%2$d>
                Expires: %6$d
                Content-Length: 0

                """
                        .formatted(
                                RegisterLoad.DOMAIN,
                                port,
                                number,
                                version,
                                aor(),
                                isRemoval(version) ? 0 : 3_600);
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    boolean isAwaiting(final long cseq) {
        return cseq == version && acknowledged < version;
    }

    void onAcknowledged() {
        acknowledged = version;
        undecided.clear();
    }

    /** Whether nothing is stored when this version was the last one to take effect. */
    private static boolean isRemoval(final int version) {
        return version == 0 || version % REMOVE_EVERY == 0;
    }

    /**
     * Whether the database may show this after a crash: the last acknowledged version, or a later
     * one of which nobody knows. What it shows is the new truth.
     *
     * @param stored the CSeq of the stored binding, 0 for none
     */
    boolean accepts(final int stored) {
        final List<Integer> possible = new ArrayList<>(undecided);
        possible.add(acknowledged);
        final boolean accepted =
                possible.stream().anyMatch(each -> (isRemoval(each) ? 0 : each) == stored);
        undecided.clear();
        if (stored != 0) {
            acknowledged = stored;
        } else if (!isRemoval(acknowledged)) {
            acknowledged = version - version % REMOVE_EVERY;
        }
        return accepted;
    }

    @Override
    public String toString() {
        return aor() + " acknowledged " + acknowledged + " sent " + version;
    }
}
