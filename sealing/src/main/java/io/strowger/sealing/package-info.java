// SPDX-License-Identifier: Apache-2.0

/**
 * Seals what leaves the host for another of the cluster: AES-256-GCM with keys derived from the cluster secret by HKDF
 * (RFC 5869, NIST SP 800-38D). Each class belongs to one thread; time is passed in. docs/decisions/0014 says why it
 * is as it is.
 */
@NullMarked
package io.strowger.sealing;

import org.jspecify.annotations.NullMarked;
