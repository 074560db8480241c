// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Limits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StoreBrowserTest {
    @Test
    void theKeyBeforeAKeyIsTheGreatestBelowIt() {
        byte[] key = {'a', 'b'};
        byte[] before = StoreBrowser.before(key);
        assertThat(Arrays.compareUnsigned(before, key)).isNegative();
        assertThat(before).hasSize(Limits.KEY).startsWith('a', 'a', 0xff, 0xff);
        assertThat(StoreBrowser.before(new byte[] {'a', 0})).isEqualTo(new byte[] {'a'});
        assertThat(
                        Arrays.compareUnsigned(
                                StoreBrowser.before(new byte[] {4}), new byte[] {3, (byte) 0xff}))
                .isPositive();
    }
}
