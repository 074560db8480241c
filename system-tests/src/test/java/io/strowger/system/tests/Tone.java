// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A 440 Hz tone as a WAV file: 8 kHz, 16 bit, one channel, what a phone's microphone would give. */
final class Tone {
    private static final int RATE = 8_000;
    private static final int SECONDS = 30;
    private static final int BYTES = RATE * SECONDS * 2;

    private Tone() {}

    static byte[] wav() {
        final ByteBuffer wav = ByteBuffer.allocate(44 + BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + BYTES).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(RATE).putInt(RATE * 2).putShort((short) 2).putShort((short) 16);
        wav.put(ascii("data")).putInt(BYTES);
        for (int sample = 0; sample < RATE * SECONDS; sample++) {
            wav.putShort((short) (8_000 * Math.sin(2 * Math.PI * 440 * sample / RATE)));
        }
        return wav.array();
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
