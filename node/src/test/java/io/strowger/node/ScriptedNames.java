// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.sip.message.IpAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A name service that answers when told to. */
final class ScriptedNames implements NameService {
    final List<String> asked = new ArrayList<>();
    private final Map<String, Long> open = new LinkedHashMap<>();
    private final Map<Long, IpAddress> answers = new LinkedHashMap<>();
    private final int limit;

    ScriptedNames(final int limit) {
        this.limit = limit;
    }

    /** Answers a question that is open; null = there is no such host. */
    void answer(final String name, final @Nullable String address) {
        answers.put(
                Objects.requireNonNull(open.remove(name), name),
                address == null ? null : IpAddress.parse(address));
    }

    @Override
    public boolean ask(final long number, final String name) {
        if (open.size() == limit) {
            return false;
        }
        asked.add(name);
        open.put(name, number);
        return true;
    }

    @Override
    public int poll(final AnswerListener listener) {
        final Map<Long, IpAddress> come = new LinkedHashMap<>(answers);
        answers.clear();
        come.forEach(listener::onAnswer);
        return come.size();
    }

    @Override
    public void close() {
        open.clear();
    }
}
