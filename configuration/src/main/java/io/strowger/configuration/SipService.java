// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** What is done with a request for a domain: forwarded (RFC 3261 §16) or redirected (§8.3). */
public enum SipService {
    PROXY,
    REDIRECT
}
