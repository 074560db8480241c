// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The value of a BINDING record: written, read in any order, refused past its limits, never trusted. */
final class BindingSetTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.VALUE + 100]);
    private final BindingSetEncoder encoder = new BindingSetEncoder();
    private final BindingSetView view = new BindingSetView();
    private final BindingView binding = new BindingView();

    private static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Binding plain(final String contact) {
        final UnsafeBuffer uri = bytes(contact);
        return new Binding().contact(uri, 0, uri.capacity());
    }

    private static Binding full(final int number) {
        final UnsafeBuffer all =
                bytes(
                        "sip:x@192.0.2.1,<sip:p1;lr>, <sip:p2;lr>,c@h,urn:uuid:1,f,198.51.100.7:9;tcp,ua");
        return new Binding()
                .contact(all, 0, 15)
                .path(all, 16, 24)
                .callId(all, 41, 3)
                .instance(all, 45, 10)
                .flowToken(all, 56, 1)
                .received(all, 58, 18)
                .userAgent(all, 77, 2)
                .q(700)
                .cseq(0xFFFF_FFFFL)
                .regId(number)
                .expiresAtMillis(5000 + number)
                .registeredAtMillis(77);
    }

    @Test
    void everyPartIsReadAsItWasWritten() {
        encoder.wrap(buffer, 4);
        assertThat(encoder.add(full(3))).isTrue();
        assertThat(view.wrap(buffer, 4, encoder.length(), 99)).isTrue();
        assertThat(view.isWellFormed()).isTrue();
        assertThat(view.level()).isEqualTo(99);
        view.binding(0, binding);
        assertThat(binding.contact()).isEqualTo("sip:x@192.0.2.1");
        assertThat(binding.path()).isEqualTo("<sip:p1;lr>, <sip:p2;lr>");
        assertThat(binding.callId()).isEqualTo("c@h");
        assertThat(binding.instance()).isEqualTo("urn:uuid:1");
        assertThat(binding.flowTokenLength()).isEqualTo(1);
        assertThat(binding.buffer().getByte(binding.flowTokenOffset())).isEqualTo((byte) 'f');
        assertThat(binding.received()).isEqualTo("198.51.100.7:9;tcp");
        assertThat(binding.userAgent()).isEqualTo("ua");
        assertThat(binding.q()).isEqualTo(700);
        assertThat(binding.cseq()).isEqualTo(0xFFFF_FFFFL);
        assertThat(binding.regId()).isEqualTo(3);
        assertThat(binding.expiresAtMillis()).isEqualTo(5003);
        assertThat(binding.registeredAtMillis()).isEqualTo(77);
    }

    @Test
    void bindingsAreReadInAnyOrder() {
        encoder.wrap(buffer, 0);
        for (int i = 0; i < 10; i++) {
            encoder.add(full(9 - i));
        }
        view.wrap(buffer, 0, encoder.length(), 1);
        for (final int index : new int[] {9, 0, 5, 5, 4}) {
            view.binding(index, binding);
            assertThat(binding.regId()).isEqualTo(9 - index);
        }
        assertThat(view.earliestExpiryMillis()).isEqualTo(5000);
        view.binding(3, binding);
        assertThat(binding.regId()).isEqualTo(6);
    }

    @Test
    void aStoredBindingIsCopiedAndChangedInPart() {
        final UnsafeBuffer other = new UnsafeBuffer(new byte[Limits.VALUE]);
        encoder.wrap(buffer, 0);
        encoder.add(full(1));
        view.wrap(buffer, 0, encoder.length(), 1);
        view.binding(0, binding);
        final BindingSetEncoder second = new BindingSetEncoder().wrap(other, 0);
        second.add(binding);
        second.add(new Binding().from(binding).expiresAtMillis(1));
        view.wrap(other, 0, second.length(), 1);
        view.binding(0, binding);
        assertThat(binding.expiresAtMillis()).isEqualTo(5001);
        view.binding(1, binding);
        assertThat(binding.expiresAtMillis()).isEqualTo(1);
        assertThat(binding.path()).isEqualTo("<sip:p1;lr>, <sip:p2;lr>");
    }

    @Test
    void aTypicalBindingIsSmall() {
        final UnsafeBuffer text = bytes("sip:u000001@127.0.0.1:5070reg1@bench");
        encoder.wrap(buffer, 0);
        encoder.add(new Binding().contact(text, 0, 26).callId(text, 26, 10));
        assertThat(encoder.length()).isEqualTo(77);
    }

    @Test
    void anEmptySetHasNoLength() {
        assertThat(encoder.wrap(buffer, 0).length()).isZero();
        assertThat(view.earliestExpiryMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSixtyFifthBindingIsRefused() {
        encoder.wrap(buffer, 0);
        for (int i = 0; i < Limits.BINDINGS; i++) {
            assertThat(encoder.add(plain("sip:" + i))).isTrue();
        }
        assertThat(encoder.add(plain("sip:more"))).isFalse();
        view.wrap(buffer, 0, encoder.length(), 1);
        assertThat(view.count()).isEqualTo(64);
        assertThat(view.isWellFormed()).isTrue();
    }

    @Test
    void aValuePastItsLimitIsRefusedAndWhatWasThereStays() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.PATH]);
        encoder.wrap(buffer, 0);
        int added = 0;
        while (encoder.add(plain("sip:a").path(big, 0, Limits.PATH))) {
            added++;
        }
        assertThat(added).isEqualTo(3);
        assertThat(encoder.length()).isLessThanOrEqualTo(Limits.VALUE);
        view.wrap(buffer, 0, encoder.length(), 1);
        assertThat(view.count()).isEqualTo(3);
    }

    @Test
    void eachPartHasItsLimit() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.PATH + 1]);
        encoder.wrap(buffer, 0);
        final Binding[] tooMuch = {
            new Binding(),
            new Binding().contact(big, 0, Limits.CONTACT + 1),
            plain("sip:a").path(big, 0, Limits.PATH + 1),
            plain("sip:a").callId(big, 0, Limits.CALL_ID + 1),
            plain("sip:a").instance(big, 0, Limits.INSTANCE + 1),
            plain("sip:a").flowToken(big, 0, Limits.FLOW_TOKEN + 1),
            plain("sip:a").received(big, 0, Limits.RECEIVED + 1),
            plain("sip:a").q(1001),
            plain("sip:a").q(-1),
            plain("sip:a").cseq(1L << 32),
            plain("sip:a").regId(1L << 32)
        };
        for (final Binding each : tooMuch) {
            assertThat(encoder.add(each)).isFalse();
        }
        assertThat(encoder.length()).isZero();
        assertThat(
                        encoder.add(
                                plain("sip:a")
                                        .callId(big, 0, Limits.CALL_ID)
                                        .instance(big, 0, Limits.INSTANCE)
                                        .flowToken(big, 0, Limits.FLOW_TOKEN)
                                        .received(big, 0, Limits.RECEIVED)
                                        .q(1000)))
                .isTrue();
    }

    @Test
    void aLongUserAgentIsCut() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[500]);
        encoder.wrap(buffer, 0);
        assertThat(encoder.add(plain("sip:a").userAgent(big, 0, 500))).isTrue();
        view.wrap(buffer, 0, encoder.length(), 1);
        view.binding(0, binding);
        assertThat(binding.userAgentLength()).isEqualTo(Limits.USER_AGENT);
    }

    @Test
    void aValueCutAnywhereIsNotWellFormed() {
        encoder.wrap(buffer, 0);
        encoder.add(full(1));
        encoder.add(full(2));
        final int length = encoder.length();
        for (int cut = 0; cut < length; cut++) {
            assertThat(view.wrap(buffer, 0, cut, 1) && view.isWellFormed()).as("%d", cut).isFalse();
        }
        assertThat(view.wrap(buffer, 0, length + 1, 1) && view.isWellFormed()).isFalse();
    }

    @Test
    void bytesOfAnyKindNeverThrow() {
        final SplittableRandom random = new SplittableRandom(5);
        encoder.wrap(buffer, 0);
        encoder.add(full(1));
        encoder.add(full(2));
        final byte[] right = new byte[encoder.length()];
        buffer.getBytes(0, right);
        int wellFormed = 0;
        for (int i = 0; i < 100_000; i++) {
            final byte[] mutated = right.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            if (view.wrap(new UnsafeBuffer(mutated), 0, mutated.length, 1) && view.isWellFormed()) {
                wellFormed++;
                view.earliestExpiryMillis();
            }
        }
        assertThat(wellFormed).isBetween(1, 99_999);
    }
}
