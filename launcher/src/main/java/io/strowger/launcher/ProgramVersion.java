// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class ProgramVersion implements IVersionProvider {
    static String text() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"strowger " + text() + " (Java " + Runtime.version() + ")"};
    }
}
