// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

/** Limits of the location database, in bytes unless the name says otherwise. */
public final class Limits {
    /** Bindings of one address-of-record. */
    public static final int BINDINGS = 64;

    /** Encoded value of one record. */
    public static final int VALUE = 16 * 1024;

    /** Key of one record; with the expiry index's prefix it still fits LMDB's 511. */
    public static final int KEY = 256;

    public static final int CONTACT = 1024;
    public static final int PATH = 4096;
    public static final int CALL_ID = 254;
    public static final int INSTANCE = 254;
    public static final int FLOW_TOKEN = 64;
    public static final int RECEIVED = 128;

    /** Longer User-Agent values are cut, not refused: they are for display. */
    public static final int USER_AGENT = 128;

    public static final int REALM = 128;
    public static final int DISPLAY_NAME = 128;

    /** Targets of one number route. */
    public static final int TARGETS = 32;

    /** URI of one target of a number route. */
    public static final int TARGET_URI = 256;

    /** Digits of a telephone number, '+' included. */
    public static final int DIGITS = 32;

    /** Changes in one batch, and so in one provisioning log entry. */
    public static final int BATCH_CHANGES = 16 * 1024;

    /** Encoded provisioning log entry. */
    public static final int LOG_ENTRY = 8 * 1024 * 1024;

    private Limits() {}
}
