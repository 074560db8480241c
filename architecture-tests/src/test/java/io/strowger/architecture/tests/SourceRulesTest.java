// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.architecture.tests.SourceFile.Declaration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes, names and file rules of CONTRIBUTING.md; there is no suppression, only changed rules. */
class SourceRulesTest {
    private static final int LONGEST_METHOD = 40;
    private static final int LONGEST_TYPE = 400;
    private static final int MOST_PARAMETERS = 7;
    private static final Pattern BANNED_NAME =
            Pattern.compile(
                    ".*(Manager|Helper|Utils?|Impl|Base|Info|Data|Common|Misc)"
                            + "|(Abstract|Default|Base)[A-Z].*");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX|HACK)\\b");
    private static final Pattern SLEEP =
            Pattern.compile("Thread\\.sleep|TimeUnit\\.[A-Z]+\\.sleep|@Disabled");

    private static final List<SourceFile> MAIN = SourceFile.of("main");
    private static final List<SourceFile> TESTS = testSources();

    @Test
    void aMethodHasAtMost40Lines() {
        assertNone(eachMethod(method -> method.length() > LONGEST_METHOD, Declaration::length));
    }

    @Test
    void aMethodHasAtMost7Parameters() {
        assertNone(
                eachMethod(
                        method -> method.parameters() > MOST_PARAMETERS, Declaration::parameters));
    }

    @Test
    void aTypeHasAtMost400Lines() {
        assertNone(
                eachType(type -> type.length() > LONGEST_TYPE)
                        .map(offender -> offender + " is too long"));
    }

    @Test
    void aTypeIsNotNamedForADrawer() {
        assertNone(eachType(type -> BANNED_NAME.matcher(type.name()).matches()));
    }

    @Test
    void nothingIsSynchronized() {
        assertNone(
                MAIN.stream()
                        .flatMap(source -> source.synchronizedLines().stream().map(source::at)));
    }

    @Test
    void everyFileBeginsWithItsLicence() {
        assertNone(
                everything()
                        .filter(
                                source ->
                                        !source.lines()
                                                .getFirst()
                                                .equals("// SPDX-License-Identifier: Apache-2.0"))
                        .map(source -> source.at(1)));
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertNone(everything().flatMap(source -> matchingLines(source, UNFINISHED)));
    }

    @Test
    void noTestSleepsOrIsSwitchedOff() {
        assertNone(TESTS.stream().flatMap(source -> matchingLines(source, SLEEP)));
    }

    @Test
    void aModuleIsOnePackage() {
        assertNone(
                everything()
                        .filter(
                                source ->
                                        !source.packageName()
                                                .equals(expectedPackage(source.path())))
                        .map(source -> source.at(1) + " " + source.packageName()));
    }

    @Test
    void everyModuleSaysWhatItIsFor() {
        assertThat(Modules.all())
                .allSatisfy(
                        module ->
                                assertThat(
                                                Modules.root()
                                                        .resolve(module + "/src/main/java")
                                                        .resolve(
                                                                Modules.packageOf(module)
                                                                        .replace('.', '/'))
                                                        .resolve("package-info.java"))
                                        .content()
                                        .contains("@NullMarked")
                                        .contains("/**"));
    }

    private static List<SourceFile> testSources() {
        final List<SourceFile> sources = new ArrayList<>(SourceFile.of("test"));
        for (final String module : List.of("architecture-tests", "system-tests", "simulation")) {
            sources.addAll(
                    SourceFile.parse(
                            SourceFile.javaFiles(
                                    Modules.root().resolve(module + "/src/test/java"))));
        }
        return sources;
    }

    private static Stream<SourceFile> everything() {
        return Stream.concat(MAIN.stream(), TESTS.stream());
    }

    private static Stream<String> eachMethod(
            final Predicate<Declaration> breaks, final Function<Declaration, Number> measure) {
        return MAIN.stream()
                .flatMap(
                        source ->
                                source.methods().stream()
                                        .filter(breaks)
                                        .map(
                                                method ->
                                                        source.at(method.line())
                                                                + " "
                                                                + method.name()
                                                                + " "
                                                                + measure.apply(method)));
    }

    private static Stream<String> eachType(final Predicate<Declaration> breaks) {
        return MAIN.stream()
                .flatMap(
                        source ->
                                source.types().stream()
                                        .filter(breaks)
                                        .map(type -> source.at(type.line()) + " " + type.name()));
    }

    private static Stream<String> matchingLines(final SourceFile source, final Pattern pattern) {
        // The rules themselves name what they forbid.
        if (source.packageName().equals("io.strowger.architecture.tests")) {
            return Stream.of();
        }
        return Stream.iterate(0, line -> line < source.lines().size(), line -> line + 1)
                .filter(line -> pattern.matcher(source.lines().get(line)).find())
                .map(line -> source.at(line + 1L));
    }

    private static String expectedPackage(final Path path) {
        return Modules.packageOf(Modules.root().relativize(path).getName(0).toString());
    }

    private static void assertNone(final Stream<String> offenders) {
        assertThat(offenders).isEmpty();
    }
}
