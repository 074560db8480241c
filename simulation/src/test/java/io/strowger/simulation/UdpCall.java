// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

/**
 * A caller and a callee over UDP who do what RFC 3261 §17 and §13.3.1.4 have them do: what is not
 * answered comes again, for 64*T1, and then the call is lost.
 */
final class UdpCall {
    private static final int T1 = 500;
    private static final int T2 = 4_000;
    private static final int GIVE_UP = 64 * T1;

    private final SwitchPair world;
    private final int id;
    private String state = "new";
    private String waitsFor = "";
    private int callee;
    private boolean acknowledged;
    private boolean byeSeen;

    UdpCall(final SwitchPair world, final int id) {
        this.world = world;
        this.id = id;
    }

    boolean isOver() {
        return state.equals("done") || state.startsWith("lost");
    }

    boolean isTalking() {
        return state.equals("talking");
    }

    String state() {
        return state;
    }

    void invite() {
        state = "invited";
        send("INVITE", T1, GIVE_UP, Integer.MAX_VALUE);
    }

    /** Timers A and B, E and F (RFC 3261 §17.1). */
    private void send(final String method, final int again, final int left, final int most) {
        waitsFor = method;
        world.toRouter(SipText.request(method, id, "caller"));
        world.after(
                again,
                () -> {
                    if (!waitsFor.equals(method)) {
                        return;
                    }
                    if (left <= again) {
                        state = "lost: no answer to " + method;
                    } else {
                        send(method, Math.min(most, again * 2), left - again, most);
                    }
                });
    }

    void receive(final String text) {
        final int status = SipText.statusOf(text);
        if (SipText.hopOf(text).equals("caller")) {
            callerHears(status, SipText.methodOf(text));
        } else if (status == 0) {
            calleeHears(SipText.methodOf(text));
        }
    }

    private void callerHears(final int status, final String method) {
        if (status >= 300) {
            state = isOver() ? state : "lost: " + status + " to " + method;
        } else if (status < 200) {
            waitsFor = waitsFor.equals(method) ? "" : waitsFor;
        } else if (method.equals("BYE")) {
            waitsFor = "";
            state = "done";
        } else {
            world.toRouter(SipText.request("ACK", id, "caller"));
            if (state.equals("invited")) {
                waitsFor = "";
                state = "talking";
                world.after(50 + world.chance.nextInt(4_000), () -> send("BYE", T1, GIVE_UP, T2));
            }
        }
    }

    private void calleeHears(final String method) {
        switch (method) {
            case "INVITE" -> {
                if (callee == 0) {
                    callee = 180;
                    world.after(world.chance.nextInt(3_000), () -> pickUp(T1, GIVE_UP));
                }
                world.toRouter(SipText.response(callee, "INVITE", id, "node"));
            }
            case "ACK" -> acknowledged = true;
            default -> {
                byeSeen = true;
                world.toRouter(SipText.response(200, "BYE", id, "node"));
            }
        }
    }

    /** A 2xx comes again until its ACK comes (§13.3.1.4). */
    private void pickUp(final int again, final int left) {
        callee = 200;
        if (acknowledged || byeSeen) {
            return;
        }
        world.toRouter(SipText.response(200, "INVITE", id, "node"));
        if (left > again) {
            world.after(again, () -> pickUp(Math.min(T2, again * 2), left - again));
        } else {
            state = "lost: no ACK";
        }
    }

    @Override
    public String toString() {
        return "call " + id;
    }
}
