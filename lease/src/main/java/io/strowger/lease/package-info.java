// SPDX-License-Identifier: Apache-2.0

/**
 * Which one of two switches is active (docs/SWITCH.md): the lease as the location server group has
 * it ({@link io.strowger.lease.LeaseRegister}) and as a switch holds it ({@link
 * io.strowger.lease.Lease}). Machines that are given the time; each is owned by one thread.
 */
@NullMarked
package io.strowger.lease;

import org.jspecify.annotations.NullMarked;
