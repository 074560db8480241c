// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/**
 * Coverage-guided search for a stream that the framer cuts into other messages when it arrives in
 * other pieces. In a normal build the kept inputs are replayed; {@code .ci/fuzz} searches.
 */
class FramerFuzzTest {
    private static final int MAX = 600;

    @DictionaryFile(resourcePath = "/fuzz/sip.dict")
    @FuzzTest(maxDuration = "30s")
    void framing(final byte[] bytes) {
        if (bytes.length < 4) {
            return;
        }
        final byte[] stream = Arrays.copyOfRange(bytes, 3, bytes.length);
        final int[] cuts = new int[3];
        for (int i = 0; i < cuts.length; i++) {
            cuts[i] = (bytes[i] & 0xFF) * stream.length / 255;
        }
        Arrays.sort(cuts);
        final List<String> whole = StreamFramerTest.framed(stream, MAX);
        final List<String> cut = StreamFramerTest.framed(stream, MAX, cuts);
        if (!whole.equals(cut)) {
            throw new AssertionError(Arrays.toString(cuts) + ": " + whole + " but " + cut);
        }
    }
}
