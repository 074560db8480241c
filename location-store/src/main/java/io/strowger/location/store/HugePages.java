// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Zeroed memory outside the heap, in pages of 2 MiB where the kernel has them (madvise(2), MADV_HUGEPAGE): at random
 * access a page of 4 KiB costs a walk through the page tables each time. Taken from the system when it is first touched.
 *
 * @param address where it begins, a multiple of 2 MiB
 * @param bytes its length
 * @param mapping where what the system gave begins, which is not aligned
 */
record HugePages(long address, long bytes, long mapping) {
    static final long SIZE = 2L << 20;

    private static final int READ_AND_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS_NO_RESERVE = 0x4022;
    private static final int ADVICE_HUGE_PAGE = 14;

    /** The highest bits of an address are used by {@link SlotTable}; without a hint no kernel maps above this. */
    private static final long ADDRESSES = 1L << 48;

    private static final boolean IS_LINUX =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");

    /** Loaded with the first use, so that other systems never look for the functions. */
    private static final class Calls {
        static final MethodHandle MAP =
                function(
                        "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
        static final MethodHandle UNMAP = function("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle ADVISE =
                function("madvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

        private Calls() {}

        private static MethodHandle function(
                final String name, final MemoryLayout result, final MemoryLayout... arguments) {
            final Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(result, arguments));
        }
    }

    /** Maps so many bytes, rounded up to whole pages; null when the system has none or is not Linux. */
    static @Nullable HugePages map(final long bytes) {
        if (!IS_LINUX) {
            return null;
        }
        final long rounded = bytes + SIZE - 1 & -SIZE;
        try {
            final long mapping =
                    (long)
                            Calls.MAP.invokeExact(
                                    0L,
                                    rounded + SIZE,
                                    READ_AND_WRITE,
                                    PRIVATE_ANONYMOUS_NO_RESERVE,
                                    -1,
                                    0L);
            if (mapping == -1) {
                return null;
            }
            final HugePages pages = new HugePages(mapping + SIZE - 1 & -SIZE, rounded, mapping);
            if (pages.address + rounded > ADDRESSES) {
                pages.unmap();
                return null;
            }
            // Where this is refused there are pages of 4 KiB: slower, else the same.
            final int _ = (int) Calls.ADVISE.invokeExact(pages.address, rounded, ADVICE_HUGE_PAGE);
            return pages;
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Gives it back; nobody may touch it any more. */
    void unmap() {
        try {
            final int _ = (int) Calls.UNMAP.invokeExact(mapping, bytes + SIZE);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static AssertionError unexpected(final Throwable thrown) {
        return new AssertionError("a system call does not throw", thrown);
    }
}
