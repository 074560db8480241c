// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.location.AddressOfRecord;
import io.strowger.location.DomainView;
import io.strowger.location.LocationReader;
import io.strowger.location.UserView;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.NameAddrView;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipUriEquality;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Decides for each request whether its sender is who he says (RFC 3261 §22), and what he may do.
 *
 * <p>A REGISTER for a domain of ours speaks for the user in To, any other request for the one in From.
 * Who speaks for a user of ours has to prove it where the policy asks for it; who speaks for a user of
 * somebody else's is a stranger: he may call our users, and nothing beyond. Requests in dialogs that
 * were set up through this router pass, except REGISTER. ACK and CANCEL cannot be challenged (§22.1):
 * whose INVITE would be, is treated like a stranger for them.
 *
 * <p>Reusable, one thread; allocates nothing per request.
 */
public final class Authenticator {
    /** The request may go on. */
    public static final int PASSED = 0;

    private static final int NO_CREDENTIALS = -1;

    private final HomeDomains domains;
    private final AuthenticationPolicy policy;
    private final DigestNonce nonces;
    private final DigestVerifier verifier = new DigestVerifier();
    private final DigestCredentials credentials = new DigestCredentials();
    private final SipUriEquality uris = new SipUriEquality();
    private final NameAddrView address = new NameAddrView();
    private final SipUriView claimed = new SipUriView();
    private final DomainView domain = new DomainView();
    private final UserView user = new UserView();
    private final UnsafeBuffer aor = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH]);
    private final UnsafeBuffer realm = new UnsafeBuffer(new byte[AddressOfRecord.MAX_LENGTH]);
    private final byte[] ha1 = new byte[UserView.SHA256_LENGTH];
    private int realmLength;
    private int aorLength;
    private int userLength;
    private int statusCode;
    private boolean known;
    private boolean stale;
    private boolean authenticated;
    private boolean mayCallOut;

    /**
     * @param nonceKey secret that all nodes of the cluster share, 16 bytes or more
     */
    public Authenticator(
            final HomeDomains domains, final AuthenticationPolicy policy, final byte[] nonceKey) {
        this.domains = domains;
        this.policy = policy;
        nonces = new DigestNonce(nonceKey, policy.nonceLifetimeMillis());
    }

    /**
     * Checks a request.
     *
     * @param flow where it came from
     * @param inKnownDialog whether it has the token of a dialog set up through this router
     * @return {@link #PASSED}, or the status to refuse it with, to which {@link #writeChallenge}
     *     adds what belongs to a 401 and 407
     */
    public int check(
            final SipMessage request,
            final Flow flow,
            final boolean inKnownDialog,
            final LocationReader reader,
            final long nowMillis) {
        authenticated = false;
        mayCallOut = false;
        stale = false;
        known = false;
        nonces.at(flow);
        statusCode = decide(request, flow, inKnownDialog, reader, nowMillis);
        return statusCode;
    }

    private int decide(
            final SipMessage request,
            final Flow flow,
            final boolean inKnownDialog,
            final LocationReader reader,
            final long nowMillis) {
        final boolean isRegister = request.method() == Method.REGISTER;
        if (inKnownDialog && !isRegister) {
            return PASSED;
        }
        final boolean registersHere = isRegister && speaksForOurs(request, HeaderName.TO, reader);
        if (!registersHere && !speaksForOurs(request, HeaderName.FROM, reader)) {
            return PASSED;
        }
        if (!readClaim(request)) {
            return 400;
        }
        known = reader.user(aor, 0, aorLength, user);
        if (!known && reader.lastLookupDamaged()) {
            return 500;
        }
        if (policy.isRequired(flow, request.buffer(), claimed.host(), domains, reader, domain)) {
            return canBeChallenged(request)
                    ? authenticate(request, registersHere, nowMillis)
                    : PASSED;
        }
        mayCallOut = known ? user.mayCallOut() : flow.isLoopback();
        return known && !user.isEnabled() ? 403 : PASSED;
    }

    /** §22.1: who sends ACK or CANCEL cannot send it again with credentials. */
    private static boolean canBeChallenged(final SipMessage request) {
        return request.method() != Method.ACK && request.method() != Method.CANCEL;
    }

    private boolean speaksForOurs(
            final SipMessage request, final HeaderName header, final LocationReader reader) {
        return address.wrap(request.buffer(), request.valueOf(header)) == Malformation.NONE
                && claimed.wrap(request.buffer(), address.uri()) == Malformation.NONE
                && claimed.isSipOrSips()
                && claimed.user() != Span.NONE
                && domains.isServed(request.buffer(), claimed.host(), claimed.port(), reader);
    }

    /** Writes down the claimed address-of-record and the realm that goes with it. */
    private boolean readClaim(final SipMessage request) {
        final long name = claimed.user();
        final long host = claimed.host();
        aorLength =
                AddressOfRecord.write(
                        request.buffer(),
                        Span.start(name),
                        Span.length(name),
                        Span.start(host),
                        Span.length(host),
                        aor,
                        0);
        if (aorLength < 0) {
            return false;
        }
        userLength = aorLength;
        do {
            userLength--;
        } while (aor.getByte(userLength) != '@');
        realmLength = policy.writeRealm(aor, userLength + 1, aorLength, realm);
        return true;
    }

    private int authenticate(
            final SipMessage request, final boolean asRegistrar, final long nowMillis) {
        final int challenge = asRegistrar ? 401 : 407;
        final int found =
                find(
                        request,
                        asRegistrar ? HeaderName.AUTHORIZATION : HeaderName.PROXY_AUTHORIZATION);
        if (found != PASSED) {
            return found == NO_CREDENTIALS ? challenge : found;
        }
        final DirectBuffer buffer = request.buffer();
        // RFC 7616 §3.4.6: credentials made for another URI are not taken for this one.
        if (!uris.areEqual(buffer, credentials.uri(), buffer, request.requestUri())) {
            return 400;
        }
        if (!isSame(buffer, credentials.username(), aor, userLength)) {
            return 403;
        }
        if (!verify(request)) {
            return challenge;
        }
        if (!nonces.isFresh(buffer, credentials.nonce(), realm, 0, realmLength, nowMillis)) {
            stale = true;
            return challenge;
        }
        if (!user.isEnabled()) {
            return 403;
        }
        authenticated = true;
        mayCallOut = user.mayCallOut();
        return PASSED;
    }

    /** Looks for credentials of our realm: PASSED when read, NO_CREDENTIALS, or 400. */
    private int find(final SipMessage request, final HeaderName name) {
        for (int header = request.first(name); header >= 0; header = request.next(header)) {
            final DigestCredentials.Reading reading = credentials.wrap(request, header);
            if (reading == DigestCredentials.Reading.MALFORMED) {
                return 400;
            }
            if (reading == DigestCredentials.Reading.GOOD
                    && isSame(request.buffer(), credentials.realm(), realm, realmLength)) {
                return PASSED;
            }
        }
        return NO_CREDENTIALS;
    }

    /** Unknown users and known ones cost the same time. */
    private boolean verify(final SipMessage request) {
        final boolean usable = known && credentials.algorithm().isIn(user);
        if (usable) {
            credentials.algorithm().copy(user, ha1);
        } else {
            Arrays.fill(ha1, (byte) 0);
        }
        final boolean right = verifier.isRight(request, credentials, ha1);
        Arrays.fill(ha1, (byte) 0);
        return right && usable;
    }

    private static boolean isSame(
            final DirectBuffer buffer,
            final long span,
            final DirectBuffer expected,
            final int length) {
        if (Span.length(span) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer.getByte(Span.start(span) + i) != expected.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Appends the challenges that belong to the status of the last check, strongest first (RFC 8760
     * §2.4); nothing when that was no 401 or 407. A known user is offered what he has a hash for.
     */
    public void writeChallenge(final SipWriter target, final long nowMillis) {
        if (statusCode != 401 && statusCode != 407) {
            return;
        }
        final HeaderName header =
                statusCode == 401 ? HeaderName.WWW_AUTHENTICATE : HeaderName.PROXY_AUTHENTICATE;
        final boolean hasAny = known && (user.hasMd5() || user.hasSha256());
        for (final DigestAlgorithm algorithm : policy.algorithms()) {
            if (!hasAny || algorithm.isIn(user)) {
                target.name(header).put(AuthenticationPolicy.DIGEST_REALM);
                target.put(realm, 0, realmLength).put(AuthenticationPolicy.NONCE);
                nonces.write(realm, 0, realmLength, nowMillis, target);
                target.put(AuthenticationPolicy.ALGORITHM).put(algorithm.bytes());
                target.put(AuthenticationPolicy.QOP);
                if (stale) {
                    target.put(AuthenticationPolicy.STALE);
                }
                target.crlf();
            }
        }
    }

    /** Whether the last request had good credentials of the user it speaks for. */
    public boolean isAuthenticated() {
        return authenticated;
    }

    /**
     * Whether the sender of the last request may reach what lies outside of our domains: a user of
     * ours whose record allows it; also anybody on this host who is not in the database, where
     * credentials are not asked for.
     */
    public boolean mayCallOut() {
        return mayCallOut;
    }
}
