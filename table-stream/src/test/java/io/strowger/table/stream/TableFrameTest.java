// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.table.stream.TableFrame.Kind;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames between two switches: what is written is read, by later versions too; defects are seen. */
class TableFrameTest {
    private final UnsafeBuffer memory = new UnsafeBuffer(new byte[TableFrame.LONGEST_READ + 1]);
    private final TableFrame written = new TableFrame(memory);
    private final TableFrame read =
            new TableFrame(new UnsafeBuffer(new byte[TableFrame.LONGEST_READ]));

    private void write() {
        final ConnectionTable table = StreamLadder.table(10, 4_000);
        final ConnectionTuple tuple =
                new ConnectionTuple()
                        .transport(TransportProtocol.WSS)
                        .originating(-1, 2, 65_535)
                        .destination(3, -4, 40_000);
        final int entry = table.add(-5, 6, tuple, 3_999, 0);
        written.begin(Kind.CHANGES, 7, -8, 9).copy(10, 11, 12).flags(true, false).digest(table);
        written.addPut(table, entry, new ConnectionTuple());
        written.addRemoved(13, -14);
    }

    @Test
    void allThatIsWrittenIsRead() {
        write();
        assertThat(read.read(memory, 0, written.length())).isTrue();
        assertThat(read.kind()).isEqualTo(Kind.CHANGES);
        assertThat(read.changes()).isEqualTo(2);
        assertThat(read.term()).isEqualTo(7);
        assertThat(read.stream()).isEqualTo(-8);
        assertThat(read.number()).isEqualTo(9);
        assertThat(read.copy()).isEqualTo(10);
        assertThat(read.from()).isEqualTo(11);
        assertThat(read.to()).isEqualTo(12);
        assertThat(read.isLast()).isTrue();
        assertThat(read.again()).isFalse();
        assertThat(read.entries()).isEqualTo(1);
        final ConnectionTuple tuple = new ConnectionTuple();
        read.readTuple(0, tuple);
        final ConnectionTuple expected =
                new ConnectionTuple()
                        .transport(TransportProtocol.WSS)
                        .originating(-1, 2, 65_535)
                        .destination(3, -4, 40_000);
        assertThat(tuple.isSameAs(expected)).isTrue();
        assertThat(read.callIdHigh(0)).isEqualTo(-5);
        assertThat(read.callIdLow(0)).isEqualTo(6);
        assertThat(read.node(0)).isEqualTo(3_999);
        assertThat(read.isRemoval(0)).isFalse();
        assertThat(read.isRemoval(1)).isTrue();
        assertThat(read.callIdHigh(1)).isEqualTo(13);
        assertThat(read.callIdLow(1)).isEqualTo(-14);
    }

    @Test
    void whatALaterVersionAppendsIsPassedOver() {
        write();
        final int header = TableFrame.HEADER + 8;
        final int change = TableFrame.CHANGE + 4;
        final UnsafeBuffer later = new UnsafeBuffer(new byte[header + 2 * change]);
        later.putBytes(0, memory, 0, TableFrame.HEADER);
        later.putBytes(header, memory, TableFrame.HEADER, TableFrame.CHANGE);
        later.putBytes(
                header + change, memory, TableFrame.HEADER + TableFrame.CHANGE, TableFrame.CHANGE);
        later.putByte(1, (byte) 2);
        later.putByte(2, (byte) header);
        later.putByte(3, (byte) change);
        assertThat(read.read(later, 0, later.capacity())).isTrue();
        assertThat(read.node(0)).isEqualTo(3_999);
        assertThat(read.callIdLow(1)).isEqualTo(-14);
        assertThat(read.length()).isEqualTo(later.capacity());
    }

    @ParameterizedTest(name = "byte {0} is {1}")
    @CsvSource({
        "0, 4", "0, -1", "1, 0", "2, 71", "3, 55", "4, 1", "4, 3", "15, -1", "31, -1", "43, -1",
        "47, -1", "67, -1", "126, 5", "127, 0", "127, 3"
    })
    void aDefectIsSeen(final int at, final int value) {
        write();
        final int length = written.length();
        assertThat(read.read(memory, 0, length)).isTrue();
        memory.putByte(at, (byte) value);
        assertThat(read.read(memory, 0, length)).isFalse();
    }

    @Test
    void aTermOrCallIdOfZeroIsADefect() {
        refuses(frame -> frame.putLong(8, 0, LITTLE_ENDIAN));
        refuses(
                frame -> {
                    frame.putLong(TableFrame.HEADER, 0, LITTLE_ENDIAN);
                    frame.putLong(TableFrame.HEADER + 8, 0, LITTLE_ENDIAN);
                });
    }

    private void refuses(final Consumer<UnsafeBuffer> change) {
        write();
        change.accept(memory);
        assertThat(read.read(memory, 0, written.length())).isFalse();
    }

    @Test
    void aFrameOfAnyOtherLengthIsADefect() {
        write();
        for (int length = 0; length <= TableFrame.LONGEST_READ + 1; length++) {
            assertThat(read.read(memory, 0, length))
                    .as("%d bytes", length)
                    .isEqualTo(length == written.length());
        }
    }

    /** Whatever comes over the link, both ends take it or leave it. */
    @Test
    void bytesByChanceHarmNobody() {
        final StreamLadder ladder = new StreamLadder(StreamLadder.config(), 50, 50);
        final SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200_000; i++) {
            write();
            final int length = written.length();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                memory.putByte(random.nextInt(length), (byte) random.nextInt());
            }
            ladder.standby().onFrame(memory, 0, length, i * 1_000_000L);
            ladder.source().onFrame(memory, 0, length, i * 1_000_000L);
            ladder.standby().doWork(i * 1_000_000L);
        }
        assertThat(ladder.standby().get(StreamCounter.MALFORMED)).isPositive();
        assertThat(ladder.standby().get(StreamCounter.COPIES)).isPositive();
    }
}
