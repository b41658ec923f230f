package io.fluid.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import javax.xml.parsers.DocumentBuilderFactory;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class DemoReportTest {

    private static final Measurement DIRECT =
            new Measurement("direct", 1024L << 20, List.of(40.0, 10.0, 30.0, 20.0), OptionalDouble.empty());
    private static final Measurement CACHED =
            new Measurement("cached", 256L << 20, List.of(2.0, 3.0, 1.0, 2.0), OptionalDouble.of(0.995));
    private static final Report REPORT =
            new Report(256L << 20, "abc", 250_000_000, 0.008, DIRECT, CACHED, Map.of("Install Fluid", 3.5));

    @Test
    void theComputedDirectWayIsThePublishedOne() {
        CostModel.Estimate direct = CostModel.published().direct();
        assertThat(direct.waitSeconds()).isCloseTo(2400, within(1e-6));
        assertThat(direct.cost()).isCloseTo(1920, within(1e-6));
        assertThat(direct.storeBytes()).isEqualTo(3e12);
    }

    @Test
    void theComputedCachedWayTakesOneCopyFromTheStore() {
        CostModel.Estimate cached = CostModel.published().cached();
        assertThat(cached.storeBytes()).isEqualTo(30e9);
        assertThat(cached.waitSeconds()).isCloseTo(24, within(1e-6));
        assertThat(cached.cost()).isCloseTo(19.2, within(1e-6));
    }

    @Test
    void waitsAreSummedUpWhateverTheirOrder() {
        assertThat(DIRECT.minimum()).isEqualTo(10);
        assertThat(DIRECT.median()).isEqualTo(25);
        assertThat(DIRECT.maximum()).isEqualTo(40);
        assertThat(DIRECT.podSeconds()).isEqualTo(100);
        assertThat(DIRECT.cost(0.008)).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void theTableShowsBothWaysSideBySide() {
        assertThat(REPORT.table().lines())
                .anyMatch(line -> line.matches("bytes out of the store\\s+1024\\.0 MiB\\s+256\\.0 MiB"))
                .anyMatch(line -> line.matches("cache hit ratio\\s+-\\s+99\\.5 %"))
                .anyMatch(line -> line.matches("pod-seconds waited\\s+100\\.0 s\\s+8\\.0 s"));
    }

    @Test
    void theJsonHoldsWhatWasMeasuredComputedAndPublished() throws Exception {
        JsonNode json = new ObjectMapper().readTree(REPORT.json());
        assertThat(json.at("/direct/storeBytes").asLong()).isEqualTo(1024L << 20);
        assertThat(json.at("/direct/hitRatio").isMissingNode()).isTrue();
        assertThat(json.at("/cached/hitRatio").asDouble()).isEqualTo(0.995);
        assertThat(json.at("/computed/direct/cost").asDouble()).isCloseTo(1920, within(1e-6));
        assertThat(json.at("/published/direct/waitSeconds").asInt()).isEqualTo(2400);
        assertThat(json.at("/stepSeconds/Install Fluid").asDouble()).isEqualTo(3.5);
    }

    @Test
    void thePictureIsWellFormedAndItsTextStaysText() throws Exception {
        String svg = BarChart.svg(
                "a < \"b\" & c",
                List.of(new BarChart.Group(
                        "zero", List.of(new BarChart.Bar("x", 0, "0"), new BarChart.Bar("y", 2, "2")))));
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getDocumentElement().getAttribute("aria-label")).isEqualTo("a < \"b\" & c");
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
    }

    @Test
    void amountsAreReadAsPeopleTypeThem() {
        assertThat(Amounts.bytes("256MiB")).isEqualTo(256L << 20);
        assertThat(Amounts.bytes("1Gi")).isEqualTo(1L << 30);
        assertThat(Amounts.bitsPerSecond("250mbit")).isEqualTo(250_000_000);
        assertThat(Amounts.bitsPerSecond("1.5 gbit/s")).isEqualTo(1_500_000_000);
        assertThat(Amounts.bitsPerSecond("0")).isZero();
        assertThatThrownBy(() -> Amounts.bitsPerSecond("fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"fast\"");
    }

    @Test
    void theProgressBarFillsWithTheShare() {
        assertThat(Amounts.bar(0.5)).isEqualTo("[" + "#".repeat(20) + ".".repeat(20) + "] 50 %");
        assertThat(Amounts.bar(7)).endsWith("100 %");
        assertThat(Amounts.share("45.3%")).isCloseTo(0.453, within(1e-9));
        assertThat(Amounts.share("unknown")).isZero();
    }
}
