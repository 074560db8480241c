// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** IPv6 addresses as text: RFC 4291 §2.2 in, RFC 5952 out. */
final class Ipv6Text {
    private static final int GROUPS = 8;

    private Ipv6Text() {}

    static @Nullable IpAddress parse(final DirectBuffer buffer, final int start, final int end) {
        final int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = start;
        if (end - start >= 2 && buffer.getByte(at) == ':') {
            if (buffer.getByte(at + 1) != ':') {
                return null;
            }
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int groupEnd = at;
            while (groupEnd < end && buffer.getByte(groupEnd) != ':') {
                groupEnd++;
            }
            final int read = readGroup(buffer, at, groupEnd, end, groups, count);
            if (read == 0) {
                return null;
            }
            count += read;
            at = groupEnd;
            if (at < end) {
                at++;
                if (at == end) {
                    return null;
                }
                if (buffer.getByte(at) == ':') {
                    if (gap >= 0) {
                        return null;
                    }
                    gap = count;
                    at++;
                }
            }
        }
        return assemble(groups, count, gap);
    }

    /** Stores the group, two of them for an embedded IPv4 address at the end; 0 = defect. */
    private static int readGroup(
            final DirectBuffer buffer,
            final int start,
            final int groupEnd,
            final int end,
            final int[] groups,
            final int count) {
        if (groupEnd == end && count <= GROUPS - 2) {
            final long v4 = IpAddress.parseV4(buffer, start, end);
            if (v4 != IpAddress.NOT_V4) {
                groups[count] = (int) (v4 >>> 16 & 0xFFFF);
                groups[count + 1] = (int) (v4 & 0xFFFF);
                return 2;
            }
        }
        if (count == GROUPS || groupEnd == start || groupEnd - start > 4) {
            return 0;
        }
        int value = 0;
        for (int i = start; i < groupEnd; i++) {
            final int digit = Character.digit(buffer.getByte(i), 16);
            if (digit < 0) {
                return 0;
            }
            value = value << 4 | digit;
        }
        groups[count] = value;
        return 1;
    }

    private static @Nullable IpAddress assemble(
            final int[] groups, final int count, final int gap) {
        if (gap < 0 ? count != GROUPS : count >= GROUPS) {
            return null;
        }
        final int[] all = new int[GROUPS];
        final int head = gap < 0 ? count : gap;
        System.arraycopy(groups, 0, all, 0, head);
        System.arraycopy(groups, head, all, GROUPS - (count - head), count - head);
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | all[i];
            low = low << 16 | all[i + 4];
        }
        return new IpAddress(high, low);
    }

    static String format(final long high, final long low) {
        final int[] groups = new int[GROUPS];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (high >>> (48 - 16 * i) & 0xFFFF);
            groups[i + 4] = (int) (low >>> (48 - 16 * i) & 0xFFFF);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > bestLength) {
                bestStart = i;
                bestLength = run;
            }
        }
        final StringBuilder text = new StringBuilder(40);
        for (int i = 0; i < GROUPS; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
