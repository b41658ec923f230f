package io.fluid.e2e.tools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CacheFolderTest {

    @TempDir
    private Path folder;

    @Test
    void entryIsMadeOnceAlthoughManyAskAtOnce() {
        CacheFolder cache = new CacheFolder(folder);
        AtomicInteger made = new AtomicInteger();
        IntStream.range(0, 8)
                .parallel()
                .forEach(_ -> cache.entry("thing", "key", draft -> {
                    made.incrementAndGet();
                    Files.writeString(draft, "content");
                }));
        assertThat(made).hasValue(1);
    }

    @Test
    void entryThatCouldNotBeMadeIsNotThereAndIsTriedAgain() {
        CacheFolder cache = new CacheFolder(folder);
        assertThatThrownBy(() -> cache.entry("thing", "key", draft -> {
                    Files.writeString(draft, "half");
                    throw new IOException("disk full");
                }))
                .hasRootCauseMessage("disk full");
        assertThat(folder.resolve("thing/key")).doesNotExist();
        assertThat(cache.entry("thing", "key", draft -> Files.writeString(draft, "whole")))
                .hasContent("whole");
    }

    @Test
    void keysOfDifferentPartsDiffer() {
        assertThat(ContentKey.of("ab").and("c").hex())
                .isNotEqualTo(ContentKey.of("a").and("bc").hex());
        assertThat(ContentKey.of("a").and("b").hex())
                .isEqualTo(ContentKey.of("a").and("b").hex());
    }
}
