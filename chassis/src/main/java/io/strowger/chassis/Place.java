// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

/**
 * Where a card is in the chassis.
 *
 * @param role of the card
 * @param number among those of its role, from 0
 */
public record Place(CardRole role, int number) {
    /** Such as node0. */
    public String name() {
        return role.word() + number;
    }

    @Override
    public String toString() {
        return name();
    }
}
