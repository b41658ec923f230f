package io.fluid.e2e.faults;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeededFaultsTest {

    private static final Fault CUT = new Fault.Cut(false);

    @Test
    void the_same_requests_meet_the_same_faults_in_every_run() {
        assertThat(faults(7)).isEqualTo(faults(7)).isNotEqualTo(faults(8));
    }

    @Test
    void about_the_wanted_share_of_the_requests_is_hit() {
        assertThat(faults(7).stream().filter(CUT::equals).count()).isBetween(200L, 400L);
    }

    @Test
    void a_request_that_is_repeated_gets_through_in_the_end() {
        assertThatThrownBy(() -> new SeededFaults(1, 1, (call, chance) -> CUT))
                .hasMessage("share: 1.0 is not accepted; expected 0 to less than 1");
    }

    private static List<Fault> faults(long seed) {
        SeededFaults faults = new SeededFaults(seed, 0.3, (call, chance) -> CUT);
        return IntStream.range(0, 1000)
                .mapToObj(i -> faults.of(new ApiCall("PATCH", "/api/v1/nodes/n" + i % 10, "", i / 10)))
                .toList();
    }
}
