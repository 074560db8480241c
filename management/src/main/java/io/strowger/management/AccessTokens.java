// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bearer tokens that are let in (RFC 6750). Only their SHA-256 is kept, so that neither a heap
 * dump nor the time of a comparison gives one away.
 */
public final class AccessTokens {
    /** Most tokens in a file. */
    public static final int MAX_TOKENS = 1000;

    private static final int MIN_LENGTH = 16;
    private static final int MAX_LENGTH = 512;

    private final List<Entry> entries;

    private AccessTokens(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest.isEqual only
    private record Entry(byte[] hash, Set<Role> roles) {}

    /** What came of reading a file: the tokens, or why there are none. */
    public record Reading(@Nullable AccessTokens tokens, String problem) {}

    /** Reads a file of lines "roles token", roles separated by commas; # begins a comment line. */
    public static Reading read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException fault) {
            return new Reading(null, "management.tokens-file: cannot read " + file);
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Entry entry = parse(line);
            if (entry == null || entries.size() == MAX_TOKENS) {
                String problem =
                        entry == null
                                ? "expected \"roles token\", roles being viewer, operator,"
                                        + " provisioner, the token 16 to 512 characters"
                                : "more than " + MAX_TOKENS + " tokens";
                return new Reading(null, file + ":" + (i + 1) + ": " + problem);
            }
            entries.add(entry);
        }
        return entries.isEmpty()
                ? new Reading(null, file + ": no token in it")
                : new Reading(new AccessTokens(entries), "");
    }

    private static @Nullable Entry parse(String line) {
        String[] words = line.split("\\s+", 3);
        if (words.length != 2 || words[1].length() < MIN_LENGTH || words[1].length() > MAX_LENGTH) {
            return null;
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String name : words[0].split(",", -1)) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "viewer" -> roles.add(Role.VIEWER);
                case "operator" -> roles.add(Role.OPERATOR);
                case "provisioner" -> roles.add(Role.PROVISIONER);
                default -> {
                    return null;
                }
            }
        }
        return new Entry(hash(words[1]), roles);
    }

    /**
     * The roles of whoever sent this Authorization header; empty for a stranger. Every token is
     * compared, so that the time taken does not depend on which one matched.
     */
    public Set<Role> roles(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Set.of();
        }
        String token = authorization.substring(7).strip();
        byte[] hash = hash(token.length() > MAX_LENGTH ? "" : token);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.hash(), hash)) {
                roles.addAll(entry.roles());
            }
        }
        return roles;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException fault) {
            throw new AssertionError("SHA-256 is in every JDK", fault);
        }
    }
}
