// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.LinkChanges;
import io.strowger.sip.message.IpAddress;
import io.strowger.switchboard.Switchboard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Has the thread of a switch change the links of its trunk. */
record LinkDesk(Switchboard board) implements LinkChanges {
    private static final long PATIENCE_MILLIS = 2_000;

    /** A name would be looked up by threads that wait for nothing. */
    private static final Pattern ADDRESS =
            Pattern.compile("([0-9.]{7,15}|\\[[0-9A-Fa-f:.]{2,45}]):[1-9][0-9]{0,4}");

    private static final int MAX_PORT = 65_535;

    @Override
    public Outcome change(String address, boolean adds) {
        if (adds && !isAddress(address)) {
            return Outcome.NO_ADDRESS;
        }
        return ordered(address, adds);
    }

    private static boolean isAddress(String address) {
        return ADDRESS.matcher(address).matches()
                && Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)) <= MAX_PORT
                && IpAddress.parse(address.substring(0, address.lastIndexOf(':'))) != null;
    }

    private Outcome ordered(String address, boolean adds) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        board.order(() -> answer.complete(Outcome.valueOf(board.changeLink(address, adds).name())));
        try {
            return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            return Outcome.NOT_SERVING;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Outcome.NOT_SERVING;
        }
    }
}
