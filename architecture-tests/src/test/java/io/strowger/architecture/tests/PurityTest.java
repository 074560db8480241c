// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The core is a function: time and chance are arguments, so that a test can live through 64*T1 in a
 * microsecond and two nodes come to the same answer.
 */
class PurityTest {
    private static final Set<String> CLOCKS_AND_CHANCE =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "org.agrona.concurrent.SystemEpochNanoClock.nanoTime",
                    "org.agrona.concurrent.SystemEpochClock.time",
                    "org.agrona.concurrent.SystemNanoClock.nanoTime",
                    "java.lang.Math.random",
                    "java.lang.Thread.sleep",
                    "java.time.Instant.now",
                    "java.time.Clock.systemUTC",
                    "java.time.LocalDateTime.now",
                    "java.time.ZonedDateTime.now",
                    "java.util.UUID.randomUUID",
                    "java.util.concurrent.ThreadLocalRandom.current",
                    "java.util.Random.<init>",
                    "java.security.SecureRandom.<init>");

    /** Commands of the operator's terminal may wait, and all threads write to one log. */
    private static final List<String> SERVING =
            Modules.all().stream().filter(module -> !module.equals("launcher")).toList();

    @Test
    void pureModulesReadNoClockAndThrowNoDice() {
        noClasses()
                .that()
                .resideInAnyPackage(Modules.packagePatterns(Modules.PURE))
                .should()
                .accessTargetWhere(isOneOf(CLOCKS_AND_CHANCE))
                .check(Modules.classes());
    }

    @Test
    void pureModulesKnowNoSocketNoFileAndNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(Modules.packagePatterns(Modules.PURE))
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(?!URI).*|java\\.nio\\.(channels|file)\\..*"
                                + "|java\\.io\\.(File|Reader|Writer|Input|Output).*"
                                + "|java\\.lang\\.(Thread|Process|Runtime)"
                                + "|java\\.util\\.concurrent\\..*")
                .check(Modules.classes());
    }

    @Test
    void nobodyLocks() {
        noClasses()
                .that()
                .resideInAnyPackage(Modules.packagePatterns(SERVING))
                .should()
                .dependOnClassesThat(
                        // LockSupport parks a thread; it locks nothing.
                        resideInAPackage("java.util.concurrent.locks")
                                .and(not(belongToAnyOf(LockSupport.class))))
                .check(Modules.classes());
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .that()
                .resideInAnyPackage(Modules.packagePatterns(SERVING))
                .should()
                .accessTargetWhere(isOneOf(Set.of("java.lang.Thread.sleep")))
                .check(Modules.classes());
    }

    private static DescribedPredicate<JavaAccess<?>> isOneOf(final Set<String> members) {
        return describe(
                "one of " + members,
                access -> {
                    final AccessTarget target = access.getTarget();
                    return members.contains(target.getOwner().getName() + "." + target.getName());
                });
    }
}
