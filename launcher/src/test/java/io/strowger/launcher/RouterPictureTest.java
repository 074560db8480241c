// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.management.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is drawn of a router, from what its processes say. */
class RouterPictureTest {
    private static final String BOARD =
            """
            {"switch":{"role":"%s","term":%d,"table":"%s","connections":12,"keptRequests":3,"nodes":[
            {"id":"a1","status":"up","open":8,"connections":5,"responseMicros":340,"drained":false},
            {"id":"b2","status":"process dead","open":0,"connections":7,"responseMicros":510,"drained":false}]}}""";
    private static final String REPLICA =
            """
            {"node":{"callsPerSecond":%s},"replicas":[{"id":"%s","role":"%s","level":%d,"digest":"00ff","activity":"%s","lagEntries":%d}]}""";
    private static final String ASKED =
            """
            {"version":"1","node":{"operationalStatus":"1 cards are not ready"},"chassis":{"restart":"none"}}""";

    private final List<SeenProcess> seen = new ArrayList<>();

    private static Map<String, @Nullable Object> json(final String text) {
        final Map<String, @Nullable Object> object = JsonText.parse(text).object();
        assertThat(object).as(text).isNotNull();
        return object;
    }

    private void card(
            final String place, final String role, final String state, final String says) {
        final int restarts = state.equals("ready") ? 0 : 2;
        final String reason = restarts == 0 ? "" : "it has ended with signal 9";
        seen.add(
                new SeenProcess(
                        json(
                                "{\"place\":\"%s\",\"role\":\"%s\",\"pid\":%d,\"state\":\"%s\",\"restarts\":%d,\"uptimeMillis\":65000,\"reason\":\"%s\"}"
                                        .formatted(place, role, 4711, state, restarts, reason)),
                        says.isEmpty() ? Map.of() : json(says),
                        place.equals("switch1")
                                ? Map.of("strowger_switch_handed_over_total", 21.0)
                                : Map.of()));
    }

    private void router() {
        card(
                "location0",
                "location",
                "ready",
                REPLICA.formatted("0", "0", "active", 77, "in step", 0));
        card(
                "location1",
                "location",
                "ready",
                REPLICA.formatted("0", "1", "standby", 76, "in step", 0));
        card("switch0", "switch", "ready", BOARD.formatted("standby", 0, "in step"));
        card("switch1", "switch", "ready", BOARD.formatted("active", 4, "followed"));
        card("node0", "node", "ready", REPLICA.formatted("12.5", "a1", "node", 77, "in step", 0));
        card("node1", "node", "starts in 3 s", "");
        card("node2", "node", "ready", REPLICA.formatted("7.5", "c3", "node", 70, "loading", 7));
    }

    private String drawn(final boolean isColoured) {
        return String.join("\n", RouterPicture.lines(json(ASKED), seen, isColoured)) + "\n";
    }

    @Test
    void theWholeRouterIsOnePicture() {
        router();
        assertThat(drawn(false))
                .isEqualTo(
                        """
                        Strowger 1  1 cards are not ready  20.0 calls/s

                        switch             role            term table          connections    kept process       up  restarts
                        switch0            standby            0 in step                 12       3    4711    1m05s         0
                        switch1            active             4 followed                12       3    4711    1m05s         0

                        node               status        open                       response connections     level replica   process       up  restarts
                        node0              up            ################      8      0.3 ms           5        77 in step      4711    1m05s         0
                        node1              no answer     ................      -           -           -         - -            4711    1m05s         2  starts in 3 s
                        node2              -             ................      -           -           -        70 -7           4711    1m05s         0
                        b2                 process dead  ................      0      0.5 ms           7         - -

                        location server    role               level  digest                            process       up  restarts
                        location0          leads                 77  00ff                                 4711    1m05s         0
                        location1          follows               76  00ff                                 4711    1m05s         0

                        trunk
                        handed over 21   refused 0   not kept 0   full 0   stale 0

                        last deaths
                        node1: it has ended with signal 9
                        """);
    }

    @Test
    void coloursChangeNothingButColours() {
        router();
        assertThat(drawn(true)).contains("\u001b[32mactive\u001b[0m", "\u001b[31;1mprocess dead");
        assertThat(drawn(true).replaceAll("\u001b\\[[0-9;]*m", "").replaceAll(" +\n", "\n"))
                .isEqualTo(drawn(false));
    }

    @Test
    void aSwitchAloneShowsItsNodes() {
        seen.add(new SeenProcess(Map.of(), json(BOARD.formatted("active", 1, "alone")), Map.of()));
        assertThat(drawn(false))
                .contains("switch             active             1 alone")
                .contains("a1                 up            ################      8      0.3 ms")
                .contains("b2                 process dead  ................      0      0.5 ms")
                .doesNotContain("location server");
    }

    @Test
    void linksAreShownWhereTrunksHaveSeveral() {
        final String links =
                """
                "links":[{"number":0,"address":"10.0.0.5:7450","state":"silent","framesSent":88,"roundTripMicros":410,"leftTimes":2},
                {"number":1,"address":"10.0.1.5:7450","state":"working","framesSent":912,"roundTripMicros":390,"leftTimes":0}],"drained""";
        final String board = BOARD.formatted("active", 1, "alone").replaceFirst("\"drained", links);
        seen.add(new SeenProcess(Map.of(), json(board), Map.of()));
        assertThat(drawn(false))
                .contains(
                        """
                        link               state         address                       frames  round trip   left
                        a1 0               silent        10.0.0.5:7450                     88      0.4 ms      2
                        a1 1               working       10.0.1.5:7450                    912      0.4 ms      0
                        """);
    }

    @Test
    void aLeaderAloneShowsTheReplicasOfOthers() {
        final Map<String, @Nullable Object> status =
                json(
                        """
                        {"replicas":[{"id":"0","role":"active","level":9,"digest":"ab"},
                        {"id":"a1","role":"node","level":7,"lagEntries":2,"lagMillis":31}]}""");
        seen.add(new SeenProcess(Map.of(), status, Map.of()));
        assertThat(drawn(false))
                .contains("location0          leads                  9  ab")
                .contains(
                        "a1                 node                          7          2         31");
    }

    @Test
    void aLineIsCutToTheTerminalAndColoursTakeNoRoom() {
        final String line = Ink.GOOD.on("active", true) + " followed";
        assertThat(WatchScreen.cut(line, 15)).isEqualTo(line);
        assertThat(WatchScreen.cut(line, 8)).isEqualTo("\u001b[32mactive\u001b[0m f\u001b[0m");
    }
}
