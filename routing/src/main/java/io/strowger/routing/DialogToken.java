// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;

/**
 * The mark in our Record-Route by which any node of the cluster knows that a dialog has been set up
 * through this router: a keyed hash of the Call-ID. With it an in-dialog request needs no
 * credentials, and no node has to remember the dialog. One thread.
 *
 * <p>It says nothing about who sends the request: whoever took part in the dialog knows it.
 */
public final class DialogToken {
    private static final byte[] LABEL = ascii("dialog");
    private static final byte[] URI_START = ascii("<sip:");
    private static final byte[] TRANSPORT = ascii(";transport=");
    private static final byte[] TOKEN = ascii(";lr;d=");
    private static final byte[] NAME = ascii("d");
    private static final int DIGITS = 16;

    private final KeyedHash hash;

    /**
     * @param branchKey the hash under the cluster's branch key; not used by anybody else meanwhile
     */
    public DialogToken(final KeyedHash branchKey) {
        hash = branchKey;
    }

    /** Name of the URI parameter that carries the token, in ASCII. */
    static byte[] parameterName() {
        return NAME;
    }

    /** Token of the dialog that the message belongs to. */
    public long of(final SipMessage message) {
        hash.reset().update(LABEL).update(message.buffer(), message.callId()).finish();
        return hash.low();
    }

    /** Whether the value of a {@code d} parameter is the token of the message's dialog. */
    public boolean matches(final SipMessage message, final long value) {
        if (value == Span.NONE || Span.length(value) != DIGITS) {
            return false;
        }
        long token = 0;
        for (int at = Span.start(value); at < Span.end(value); at++) {
            final int digit = Character.digit(message.buffer().getByte(at), 16);
            if (digit < 0) {
                return false;
            }
            token = token << 4 | digit;
        }
        return token == of(message);
    }

    /** Our Record-Route value {@code <sip:host:port;transport=tcp;lr;d=token>}; UDP goes without saying. */
    public static void writeRecordRoute(
            final LocalPoint point, final long token, final SipWriter target) {
        target.put(URI_START).put(point.sentBy());
        if (point.protocol() != TransportProtocol.UDP) {
            target.put(TRANSPORT).put(point.protocol().lowerCase());
        }
        target.put(TOKEN).putHex(token).put('>');
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
