package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class OwnWritesTest {

    private static final ResourceKind<ConfigMap> KIND = ResourceKind.of(ConfigMap.class);

    private long now;
    private final OwnWrites writes = new OwnWrites(() -> now);

    @Test
    void a_write_is_seen_until_the_watch_has_caught_up() {
        writes.remember(KIND, map("one", "7"));
        assertThat(writes.find(KIND, "team", "settings")).contains(map("one", "7"));
        assertThat(writes.newest(KIND, map("one", "6"))).isEqualTo(map("one", "7"));
        assertThat(writes.newest(KIND, map("one", "8"))).isEqualTo(map("one", "8"));
    }

    @Test
    void what_was_written_before_an_object_was_made_anew_is_not_taken_for_it() {
        writes.remember(KIND, map("one", "7"));
        assertThat(writes.newest(KIND, map("two", "3"))).isEqualTo(map("two", "3"));
    }

    @Test
    void an_object_that_somebody_deletes_right_after_our_write_is_not_there_any_more() {
        writes.remember(KIND, map("one", "7"));
        writes.gone(KIND, map("one", "7"));
        assertThat(writes.find(KIND, "team", "settings")).isEmpty();
    }

    @Test
    void the_answer_to_a_write_that_comes_after_the_word_of_the_deletion_does_not_bring_it_back() {
        writes.gone(KIND, map("one", "7"));
        writes.remember(KIND, map("one", "7"));
        assertThat(writes.find(KIND, "team", "settings")).isEmpty();
    }

    @Test
    void an_object_that_was_made_anew_outlives_the_word_of_the_deletion_of_the_old_one() {
        writes.remember(KIND, map("two", "9"));
        writes.gone(KIND, map("one", "7"));
        assertThat(writes.find(KIND, "team", "settings")).contains(map("two", "9"));
    }

    @Test
    void of_two_answers_the_later_version_counts_in_whatever_order_they_come() {
        writes.remember(KIND, map("one", "8"));
        writes.remember(KIND, map("one", "7"));
        assertThat(writes.find(KIND, "team", "settings")).contains(map("one", "8"));
    }

    @Test
    void a_write_that_no_watch_shows_is_forgotten_in_time() {
        writes.remember(KIND, map("one", "7"));
        now += Duration.ofSeconds(11).toNanos();
        assertThat(writes.find(KIND, "team", "settings")).isEmpty();
    }

    private static ConfigMap map(String uid, String version) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("team")
                .withName("settings")
                .withUid(uid)
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }
}
