// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

/**
 * What can be wrong with bytes that should be a SIP message. Each defect has the section of RFC 3261
 * (or the RFC named) that it offends and the answer that it deserves; a status of 0 means that
 * nothing can be answered and the bytes are dropped.
 */
public enum Malformation {
    NONE(0, "", ""),
    EMPTY(0, "No bytes", "7"),
    TOO_LARGE(513, "Message Too Large", "21.5.14"),
    BAD_START_LINE(400, "Bad start line", "7.1"),
    BAD_REQUEST_URI(400, "Bad Request-URI", "7.1"),
    UNSUPPORTED_VERSION(505, "Version Not Supported", "7.1"),
    BAD_STATUS_LINE(0, "Bad status line", "7.2"),
    UNTERMINATED_HEADERS(400, "Headers without end", "7.3"),
    BAD_HEADER_LINE(400, "Bad header line", "7.3.1"),
    TOO_MANY_HEADERS(400, "Too many headers", "7.3"),
    MISSING_VIA(400, "Missing Via", "8.1.1.7"),
    MISSING_FROM(400, "Missing From", "8.1.1.3"),
    MISSING_TO(400, "Missing To", "8.1.1.2"),
    MISSING_CALL_ID(400, "Missing Call-ID", "8.1.1.4"),
    MISSING_CSEQ(400, "Missing CSeq", "8.1.1.5"),
    REPEATED_HEADER(400, "Repeated single header", "7.3.1"),
    BAD_VIA(400, "Bad Via", "20.42"),
    BAD_FROM(400, "Bad From", "20.20"),
    BAD_TO(400, "Bad To", "20.39"),
    BAD_CALL_ID(400, "Bad Call-ID", "20.8"),
    BAD_CSEQ(400, "Bad CSeq", "20.16"),
    CSEQ_METHOD_MISMATCH(400, "CSeq names another method", "8.1.1.5"),
    BAD_MAX_FORWARDS(400, "Bad Max-Forwards", "20.22"),
    BAD_CONTENT_LENGTH(400, "Bad Content-Length", "20.14"),
    BODY_TRUNCATED(400, "Body shorter than Content-Length", "18.3"),
    BAD_ADDRESS(400, "Bad name-addr", "20.10"),
    BAD_URI(400, "Bad URI", "19.1.1"),
    MISSING_CONTENT_LENGTH(400, "Missing Content-Length on a stream", "18.3");

    private final int statusCode;
    private final String reason;
    private final String section;

    Malformation(final int statusCode, final String reason, final String section) {
        this.statusCode = statusCode;
        this.reason = reason;
        this.section = section;
    }

    /** 4xx or 5xx that answers a request with this defect, 0 for none. */
    public int statusCode() {
        return statusCode;
    }

    /** Reason phrase that names the defect to whoever debugs the peer. */
    public String reason() {
        return reason;
    }

    /** Section of RFC 3261. */
    public String section() {
        return section;
    }
}
