// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

/**
 * Which Call-ID is at which node. The Call-ID is its 128-bit keyed hash, never (0, 0); an entry is
 * known by its number until it is removed. Memory is taken as it fills, up to its limit. One thread.
 *
 * <p>An entry at which transactions are open stays. Any other is forgotten when nothing was heard of
 * it for a while, and earlier when its place is needed: what comes of it later is placed anew, and
 * any node can go on with it.
 */
public final class ConnectionTable {
    /** No entry. */
    public static final int NONE = EntryMemory.NONE;

    /** Most open transactions of a class at one Call-ID. */
    public static final int MOST_OPEN = EntryWord.MOST_OPEN;

    /** Entries looked at in order to find one that may go. */
    static final int EVICTION_SEARCH = 1_024;

    /** Of so many that may go, the one longest unused goes. */
    static final int EVICTION_SAMPLE = 16;

    /** Last use is kept in ticks of 2^27 ns, 134 ms; 31 bits of them are nine years. */
    private static final int TICK_SHIFT = 27;

    private final EntryMemory entries;
    private final CallIdIndex index;
    private final NodeTotals totals;
    private final TableDigest digest = new TableDigest();
    private final ConnectionTableConfig config;
    private final long originNanos;
    private final int idleTicks;
    private TableChanges changes = TableChanges.IGNORED;
    private int ageingFrom;
    private int hand;
    private long evicted;
    private long aged;

    /**
     * @param nowNanos start of the time that the table will see
     */
    public ConnectionTable(final ConnectionTableConfig config, final long nowNanos) {
        this.config = config;
        entries = new EntryMemory(config.entries());
        index = new CallIdIndex(config.entries(), entries);
        totals = new NodeTotals(config.nodes());
        originNanos = nowNanos;
        idleTicks = (int) (config.idle().toNanos() >> TICK_SHIFT);
    }

    /** Bytes outside the heap that a table of so many entries takes. */
    public static long bytesFor(final int entries) {
        return (long) entries * EntryMemory.ENTRY_BYTES
                + (long) CallIdIndex.capacityFor(entries) * Integer.BYTES;
    }

    /** From now on this is told of changes, in the place of whoever was. */
    public void observe(final TableChanges observer) {
        changes = observer;
    }

    /** The Call-ID's entry, or {@link #NONE}. */
    public int find(final long callIdHigh, final long callIdLow) {
        return index.find(callIdHigh, callIdLow);
    }

    /**
     * A new entry. When the table is full, one of those at which nothing is open makes room.
     *
     * @return the entry, or {@link #NONE} when none can make room
     * @throws IllegalStateException when the Call-ID has an entry
     */
    public int add(
            final long callIdHigh,
            final long callIdLow,
            final ConnectionTuple tuple,
            final int node,
            final long nowNanos) {
        if ((callIdHigh | callIdLow) == 0 || find(callIdHigh, callIdLow) != NONE) {
            throw new IllegalStateException("a Call-ID of zero, or one that has an entry");
        }
        checkNode(node);
        int entry = entries.take();
        if (entry == NONE && evict(nowNanos)) {
            entry = entries.take();
        }
        if (entry != NONE) {
            entries.write(entry, callIdHigh, callIdLow, tuple);
            word(entry, EntryWord.of(node, tuple.transport().ordinal()));
            entries.lastUse(entry, tick(nowNanos));
            index.add(entry);
            entries.digest(entry, digest, 1);
            changes.onPut(entry);
        }
        return entry;
    }

    /** Something was heard of it. */
    public void touch(final int entry, final long nowNanos) {
        entries.lastUse(entry, tick(nowNanos));
    }

    /** Gives the entry, and what is open at it, to another node. */
    public void move(final int entry, final int node) {
        checkNode(node);
        if (node == node(entry)) {
            return;
        }
        entries.digest(entry, digest, -1);
        word(entry, EntryWord.withNode(entries.word(entry), node));
        entries.digest(entry, digest, 1);
        changes.onPut(entry);
    }

    /**
     * Forgets an entry.
     *
     * @throws IllegalStateException when transactions are open at it
     */
    public void remove(final int entry) {
        if (EntryWord.hasOpen(entries.word(entry))) {
            throw new IllegalStateException("transactions are open at entry " + entry);
        }
        final long high = entries.callIdHigh(entry);
        final long low = entries.callIdLow(entry);
        entries.digest(entry, digest, -1);
        index.remove(entry);
        word(entry, EntryWord.FREE);
        entries.giveBack(entry);
        changes.onRemoved(high, low);
    }

    /** Counts a transaction as open; false when {@link #MOST_OPEN} are, and nothing was counted. */
    public boolean open(final int entry, final MethodClass methodClass) {
        final long word = inUse(entry);
        if (EntryWord.open(word, methodClass.ordinal()) == MOST_OPEN) {
            return false;
        }
        word(entry, EntryWord.plus(word, methodClass.ordinal(), 1));
        return true;
    }

    /**
     * Counts one less.
     *
     * @throws IllegalStateException when none is open
     */
    public void close(final int entry, final MethodClass methodClass) {
        final long word = inUse(entry);
        if (EntryWord.open(word, methodClass.ordinal()) == 0) {
            throw new IllegalStateException("no " + methodClass + " is open at entry " + entry);
        }
        word(entry, EntryWord.plus(word, methodClass.ordinal(), -1));
    }

    /**
     * Forgets entries whose time is over, looking at so many more of them, round and round.
     *
     * @return how many were forgotten
     */
    public int age(final long nowNanos, final int most) {
        final int now = tick(nowNanos);
        final int looks = Math.min(most, entries.touched());
        int forgotten = 0;
        for (int i = 0; i < looks; i++) {
            final int entry = advance();
            if (mayGo(entry) && now - lastUse(entry) > idleTicks) {
                remove(entry);
                forgotten++;
            }
        }
        aged += forgotten;
        return forgotten;
    }

    /** No entry counts as unused for longer than since now: what a standby says that takes over. */
    public void ageFrom(final long nowNanos) {
        ageingFrom = tick(nowNanos);
    }

    /** The first entry in use from this number on and below the other, or {@link #NONE}. */
    public int next(final int from, final int to) {
        final int end = Math.min(to, entries.touched());
        for (int entry = from; entry < end; entry++) {
            if (entries.isInUse(entry)) {
                return entry;
            }
        }
        return NONE;
    }

    /** All entries have numbers below this. */
    public int end() {
        return entries.touched();
    }

    public int size() {
        return entries.used();
    }

    public ConnectionTableConfig config() {
        return config;
    }

    /** Entries of a node. */
    public int entriesAtNode(final int node) {
        return totals.entries(node);
    }

    /** Transactions open at a node. */
    public int openAtNode(final int node) {
        return totals.open(node);
    }

    /** Transactions of a class open at a node. */
    public int openAtNode(final int node, final MethodClass methodClass) {
        return totals.open(node, methodClass.ordinal());
    }

    public int node(final int entry) {
        return EntryWord.node(inUse(entry));
    }

    public int openAt(final int entry, final MethodClass methodClass) {
        return EntryWord.open(inUse(entry), methodClass.ordinal());
    }

    public long callIdHigh(final int entry) {
        return entries.callIdHigh(entry);
    }

    public long callIdLow(final int entry) {
        return entries.callIdLow(entry);
    }

    public void readTuple(final int entry, final ConnectionTuple into) {
        entries.read(entry, into);
    }

    /** For how long nothing was heard of an entry, to about 134 ms. */
    public long idleNanos(final int entry, final long nowNanos) {
        return (long) (tick(nowNanos) - lastUse(entry)) << TICK_SHIFT;
    }

    /** Of the entries, without their last use and what is open. */
    public TableDigest digest() {
        return digest;
    }

    /** Bytes outside the heap. */
    public long bytesTaken() {
        return entries.bytes() + index.bytes();
    }

    /** Entries that made room for others before their time was over. */
    public long evicted() {
        return evicted;
    }

    /** Entries whose time was over. */
    public long aged() {
        return aged;
    }

    NodeTotals totals() {
        return totals;
    }

    /** The totals as a count of all entries finds them. */
    NodeTotals recount() {
        final NodeTotals counted = new NodeTotals(config.nodes());
        for (int entry = next(0, end()); entry != NONE; entry = next(entry + 1, end())) {
            counted.replace(EntryWord.FREE, entries.word(entry));
        }
        return counted;
    }

    private boolean evict(final long nowNanos) {
        final int now = tick(nowNanos);
        int candidate = NONE;
        int found = 0;
        for (int i = 0; i < EVICTION_SEARCH && found < EVICTION_SAMPLE; i++) {
            final int entry = advance();
            if (mayGo(entry)) {
                found++;
                if (candidate == NONE || now - lastUse(entry) > now - lastUse(candidate)) {
                    candidate = entry;
                }
            }
        }
        if (candidate == NONE) {
            return false;
        }
        remove(candidate);
        evicted++;
        return true;
    }

    private boolean mayGo(final int entry) {
        return entries.isInUse(entry) && !EntryWord.hasOpen(entries.word(entry));
    }

    private int advance() {
        hand = hand >= entries.touched() - 1 ? 0 : hand + 1;
        return hand;
    }

    private int lastUse(final int entry) {
        return Math.max(entries.lastUse(entry), ageingFrom);
    }

    private int tick(final long nowNanos) {
        return (int) ((nowNanos - originNanos) >> TICK_SHIFT);
    }

    /** The one place where a word changes, so the totals follow. */
    private void word(final int entry, final long word) {
        totals.replace(entries.word(entry), word);
        entries.word(entry, word);
    }

    private long inUse(final int entry) {
        final long word = entries.word(entry);
        if (word == EntryWord.FREE) {
            throw new IllegalStateException("entry " + entry + " is not in use");
        }
        return word;
    }

    private void checkNode(final int node) {
        if (node < 0 || node >= config.nodes()) {
            throw new IllegalArgumentException("no such node: " + node);
        }
    }
}
