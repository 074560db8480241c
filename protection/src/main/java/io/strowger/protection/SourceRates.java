// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

/** One rate for each source, for a thread that has nothing else to do with {@link Protection}: how often a source may connect. */
public final class SourceRates {
    private static final long SECOND = 1_000_000_000;

    private final SourceTable table;
    private final NetworkRules rules;
    private final long interval;
    private final long beginning;

    /**
     * @param config says how many sources are remembered, and which are trusted
     * @param perSecond as many at once at most; 0 limits nobody
     */
    public SourceRates(final ProtectionConfig config, final int perSecond, final long nowNanos) {
        table =
                new SourceTable(
                        perSecond == 0 ? SourceTable.WAYS : config.sources(), config.seed());
        rules = new NetworkRules(config.trusted());
        interval = perSecond == 0 ? 0 : SECOND / perSecond;
        beginning = nowNanos - SECOND;
    }

    /** Counts one; false when it is one too many. */
    public boolean admits(final long addressHigh, final long addressLow, final long nowNanos) {
        if (interval == 0 || rules.isTrusted(addressHigh, addressLow)) {
            return true;
        }
        final long now = nowNanos - beginning;
        final long key = SourceTable.key(addressHigh, addressLow);
        final int known = table.find(key);
        final int at = known == SourceTable.NONE ? table.add(key, now) : known;
        return table.take(at, interval, SECOND, now);
    }
}
