// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/** What the bearer of a token may do. Everybody with any role may read. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Changes bindings and domains. */
    OPERATOR,
    /** Changes users, numbers, domains and bindings, imports, and takes backups. */
    PROVISIONER
}
