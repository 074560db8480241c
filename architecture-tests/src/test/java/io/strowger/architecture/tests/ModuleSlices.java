// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;

/** One slice per module: its package together with its generated codecs. */
final class ModuleSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(final JavaClass javaClass) {
        return Modules.all().stream()
                .filter(module -> isIn(javaClass, module))
                .findFirst()
                .map(SliceIdentifier::of)
                .orElseGet(SliceIdentifier::ignore);
    }

    @Override
    public String getDescription() {
        return "modules";
    }

    private static boolean isIn(final JavaClass javaClass, final String module) {
        return List.of(Modules.packagePatterns(module)).contains(javaClass.getPackageName());
    }
}
