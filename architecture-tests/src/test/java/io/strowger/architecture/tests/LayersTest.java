// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every arrow points down: a module knows lower layers only, and neither itself nor a neighbour. */
class LayersTest {
    @Test
    void theProductHasNoPackageThatIsNotAModule() {
        final List<String> known = List.of(Modules.packagePatterns(Modules.all()));
        assertThat(Modules.classes())
                .allSatisfy(each -> assertThat(known).contains(each.getPackageName()));
    }

    @Test
    void packagesAreFreeOfCycles() {
        // The generated codecs belong to the module above them, so the slice is the module.
        slices().assignedFrom(new ModuleSlices())
                .should()
                .beFreeOfCycles()
                .check(Modules.classes());
    }

    @TestFactory
    List<DynamicTest> aModuleUsesLowerLayersOnly() {
        final List<DynamicTest> tests = new ArrayList<>();
        final List<String> lower = new ArrayList<>();
        for (final Map.Entry<String, List<String>> layer : Modules.LAYERS.entrySet()) {
            for (final String module : layer.getValue()) {
                final List<String> forbidden = new ArrayList<>(Modules.all());
                forbidden.removeAll(lower);
                forbidden.remove(module);
                tests.add(
                        DynamicTest.dynamicTest(
                                layer.getKey() + ": " + module,
                                () ->
                                        noClasses()
                                                .that()
                                                .resideInAnyPackage(Modules.packagePatterns(module))
                                                .should()
                                                .dependOnClassesThat()
                                                .resideInAnyPackage(
                                                        Modules.packagePatterns(forbidden))
                                                .allowEmptyShould(true)
                                                .check(Modules.classes())));
            }
            lower.addAll(layer.getValue());
        }
        return tests;
    }
}
