package io.fluid.webhook;

import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterDatasetCatalogTest {

    private final FakeReads cluster = new FakeReads();
    private final ClusterDatasetCatalog catalog = new ClusterDatasetCatalog(cluster);

    @BeforeEach
    void bind() {
        cluster.claims.put("shop/model", FakeReads.ownClaim("shop", "model"));
        cluster.datasets.put("shop/model", FakeReads.dataset("shop", "model", "Bound"));
        cluster.fuses.add(FakeReads.fuse("shop", "model", "1"));
    }

    @Test
    void whatWatchesHaveShownNeedsNoCallToTheApiServer() {
        MountedDataset found = catalog.find("shop", "model", false).orElseThrow();

        assertThat(found.id().value()).isEqualTo("shop-model");
        assertThat(found.readOnly()).isTrue();
        assertThat(found.mountPath()).isEqualTo("/runtime-mnt/x/model");
        assertThat(cluster.asked).isEmpty();
    }

    @Test
    void whatWatchesHaveNotShownYetIsReadFromTheApiServer() {
        cluster.liveClaims.putAll(cluster.claims);
        cluster.claims.clear();
        cluster.liveDatasets.putAll(cluster.datasets);
        cluster.datasets.put("shop/model", FakeReads.dataset("shop", "model", "NotBound"));
        cluster.liveFuses.addAll(cluster.fuses);
        cluster.fuses.clear();

        assertThat(catalog.find("shop", "model", false)).isPresent();
        assertThat(cluster.asked).containsExactly("claim shop/model", "dataset shop/model", "fuses shop-model");
    }

    @Test
    void aPodThatComesTooEarlyIsToldWhatToWaitFor() {
        cluster.datasets.put("shop/model", FakeReads.dataset("shop", "model", "NotBound"));
        denied("shop", "model", "is NotBound", "when its phase is Bound");

        cluster.claims.clear();
        denied("shop", "model", "not bound yet");

        cluster.datasets.clear();
        denied("shop", "model", "neither a claim nor a dataset", "create the Dataset");
    }

    @Test
    void aRuntimeWithoutFuseYetIsNamed() {
        cluster.fuses.clear();
        denied("shop", "model", "no fuse yet");
    }

    @Test
    void aDatasetThatIsBeingDeletedTakesNoNewPods() {
        cluster.datasets.get("shop/model").getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        denied("shop", "model", "is being deleted");
    }

    @Test
    void thePreCheckCanBeLeftOut() {
        cluster.datasets.put("shop/model", FakeReads.dataset("shop", "model", "NotBound"));

        assertThat(catalog.find("shop", "model", true)).isPresent();
    }

    @Test
    void aNewVersionOfTheFuseIsUsedAtOnceAndOneThatIsGoneForgotten() {
        MountedDataset first = catalog.find("shop", "model", false).orElseThrow();
        cluster.fuses.set(0, FakeReads.fuse("shop", "model", "2"));
        MountedDataset second = catalog.find("shop", "model", false).orElseThrow();
        cluster.gone.accept("fuse-model");

        assertThat(first.fuse().at("/containers/0/image").asText()).isEqualTo("fuse:1");
        assertThat(second.fuse().at("/containers/0/image").asText()).isEqualTo("fuse:2");
        assertThat(catalog.find("shop", "model", false).orElseThrow().fuse()).isEqualTo(second.fuse());
    }

    @Test
    void aReferenceLeadsToTheFolderOfTheOtherDatasetThatItNames() {
        cluster.claims.put(
                "shop/copy", FakeReads.claim("shop", "copy", Map.of(Labels.STORAGE_PREFIX + "shop-copy", Labels.TRUE)));
        cluster.datasets.put("store/model", FakeReads.dataset("store", "model", "Bound"));
        cluster.fuses.add(FakeReads.fuse("store", "model", "1"));
        cluster.datasets.put("shop/copy", FakeReads.dataset("shop", "copy", "Bound", "dataset://store/model/part"));

        MountedDataset found = catalog.find("shop", "copy", false).orElseThrow();

        assertThat(found.id().value()).isEqualTo("store-model");
        assertThat(found.subPath()).isEqualTo("part");

        cluster.datasets.put("shop/copy", FakeReads.dataset("shop", "copy", "Bound", "dataset://store/models"));
        denied("shop", "copy", "\"models\" of namespace \"store\"", "does not exist");
    }

    @Test
    void aClaimOfSomebodyElseIsLeftAlone() {
        cluster.liveClaims.put("shop/disk", FakeReads.claim("shop", "disk", Map.of()));

        assertThat(catalog.find("shop", "disk", false)).isEmpty();
    }

    @Test
    void aClaimThatADatasetUsesAsItsStorageStandsForTheDataset() {
        cluster.liveClaims.put("shop/disk", FakeReads.claim("shop", "disk", Map.of(Labels.MANAGED_BY, "model")));

        cluster.liveClaims.get("shop/disk").getSpec().setAccessModes(List.of("ReadWriteOnce"));
        cluster.liveClaims.put("shop/old", FakeReads.claim("shop", "old", Map.of(Labels.WRAPPED_BY, "model")));

        MountedDataset found = catalog.find("shop", "disk", false).orElseThrow();
        assertThat(found.claim()).isEqualTo("disk");
        assertThat(found.name()).isEqualTo("model");
        assertThat(found.readOnly()).isTrue();
        assertThat(catalog.find("shop", "old", false).orElseThrow().name()).isEqualTo("model");

        Dataset writable = cluster.datasets.get("shop/model");
        writable.setSpec(DatasetSpecBuilder.builder(writable.getSpec())
                .accessModes(List.of("ReadWriteMany"))
                .build());
        assertThat(catalog.find("shop", "old", false).orElseThrow().readOnly()).isFalse();
    }

    @Test
    void theMetricsOfSidecarsAreScrapedWhereTheFuseSaysSo() {
        assertThat(catalog.find("shop", "model", false).orElseThrow().scraped()).isFalse();

        cluster.fuses.set(0, FakeReads.fuse("shop", "model", "2"));
        cluster.fuses.get(0).getMetadata().getAnnotations().put(Annotations.SCRAPE_FUSE_METRICS, Labels.TRUE);
        assertThat(catalog.find("shop", "model", false).orElseThrow().scraped()).isTrue();
    }

    @Test
    void aReferenceIsInUseByItsOwnName() {
        cluster.claims.put("shop/copy", FakeReads.ownClaim("shop", "copy"));
        cluster.datasets.put("shop/copy", FakeReads.dataset("shop", "copy", "Bound", "dataset://shop/model"));

        MountedDataset found = catalog.find("shop", "copy", false).orElseThrow();
        assertThat(found.name()).isEqualTo("copy");
        assertThat(found.id().name()).isEqualTo("model");
    }

    private void denied(String namespace, String claim, String... why) {
        assertThatThrownBy(() -> catalog.find(namespace, claim, false))
                .isInstanceOf(DeniedException.class)
                .message()
                .contains(why);
    }
}
