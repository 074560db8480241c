// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/**
 * A DNS name or IP address that SIP addresses may have on the right of their "@".
 *
 * @param text lower case
 */
public record DomainName(String text) {
    @Override
    public String toString() {
        return text;
    }
}
