// SPDX-License-Identifier: Apache-2.0
package io.strowger.architecture.tests;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One Java file as the compiler's own parser sees it, with what the size and name rules ask for. */
record SourceFile(
        Path path,
        List<String> lines,
        String packageName,
        List<Declaration> types,
        List<Declaration> methods,
        List<Long> synchronizedLines) {

    /** A type or a method: its name, the line it begins in, its length in lines, its parameters. */
    record Declaration(String name, long line, long length, int parameters) {}

    /** All files of the product (or of its tests, with {@code "test"}), parsed once. */
    static List<SourceFile> of(final String sourceSet) {
        final List<Path> paths = new ArrayList<>();
        for (final String module : Modules.all()) {
            paths.addAll(javaFiles(Modules.root().resolve(module + "/src/" + sourceSet + "/java")));
        }
        return parse(paths);
    }

    static List<Path> javaFiles(final Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(path -> path.toString().endsWith(".java")).sorted().toList();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<SourceFile> parse(final List<Path> paths) {
        if (paths.isEmpty()) {
            return List.of();
        }
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            final JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(paths));
            final SourcePositions positions = Trees.instance(task).getSourcePositions();
            final List<SourceFile> sources = new ArrayList<>();
            for (final CompilationUnitTree unit : task.parse()) {
                sources.add(read(unit, positions));
            }
            return sources;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static SourceFile read(final CompilationUnitTree unit, final SourcePositions positions)
            throws IOException {
        final Path path = Path.of(unit.getSourceFile().toUri());
        final SourceFile source =
                new SourceFile(
                        path,
                        Files.readAllLines(path),
                        String.valueOf(unit.getPackageName()),
                        new ArrayList<>(),
                        new ArrayList<>(),
                        new ArrayList<>());
        source.new Scanner(unit, positions).scan(unit, null);
        return source;
    }

    private final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        Scanner(final CompilationUnitTree unit, final SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitClass(final ClassTree tree, final Void nothing) {
            if (!tree.getSimpleName().isEmpty()) {
                types.add(declaration(tree, tree.getSimpleName().toString(), 0));
            }
            return super.visitClass(tree, null);
        }

        @Override
        public Void visitMethod(final MethodTree tree, final Void nothing) {
            if (positions.getEndPosition(unit, tree) > 0) {
                // How many parameters an overriding method has was decided elsewhere, and a
                // compact constructor has those of its record's header, where each has its name.
                final boolean ownParameters = !overrides(tree) && !isCompactConstructor(tree);
                final int parameters = ownParameters ? tree.getParameters().size() : 0;
                methods.add(declaration(tree, tree.getName().toString(), parameters));
            }
            if (tree.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                synchronizedLines.add(line(positions.getStartPosition(unit, tree)));
            }
            return super.visitMethod(tree, null);
        }

        private boolean isCompactConstructor(final MethodTree tree) {
            final long line = line(positions.getStartPosition(unit, tree));
            return tree.getName().contentEquals("<init>")
                    && !lines.get((int) line - 1).contains("(");
        }

        private static boolean overrides(final MethodTree tree) {
            return tree.getModifiers().getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals("Override"));
        }

        @Override
        public Void visitSynchronized(final SynchronizedTree tree, final Void nothing) {
            synchronizedLines.add(line(positions.getStartPosition(unit, tree)));
            return super.visitSynchronized(tree, null);
        }

        private Declaration declaration(
                final Tree tree, final String name, final int parameterCount) {
            final long first = line(positions.getStartPosition(unit, tree));
            final long last = line(positions.getEndPosition(unit, tree));
            return new Declaration(name, first, last - first + 1, parameterCount);
        }

        private long line(final long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    /** The place of a declaration, as editors understand it. */
    String at(final long line) {
        return Modules.root().relativize(path) + ":" + line;
    }
}
