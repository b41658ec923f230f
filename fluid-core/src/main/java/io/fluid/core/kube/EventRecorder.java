package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.core.kube.Cluster.EventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes Kubernetes Events on a thread of its own. The name of an event follows from what it says about whom, so that the
 * same event again only raises a count, also after a restart. The same event is sent at most once in {@link #QUIET}.
 */
public final class EventRecorder implements AutoCloseable {

    /** Time in which a repeated event is not sent again. */
    static final Duration QUIET = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int REMEMBERED = 4096;
    private static final int QUEUED = 1000;

    private final KubernetesClient client;
    private final String component;
    private final Clock clock;
    private final ThreadPoolExecutor sender;
    private final Map<String, Sent> sent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sent> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param component who speaks, for example {@code dataset-controller}
     */
    public EventRecorder(KubernetesClient client, String component, Clock clock) {
        this.client = client;
        this.component = component;
        this.clock = clock;
        this.sender = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUED), task -> new Thread(task, "events"));
        this.sender.allowCoreThreadTimeOut(true);
    }

    void record(HasMetadata about, EventType type, String reason, String message) {
        Event event = event(about, type, reason, message);
        String name = event.getMetadata().getName();
        Instant now = clock.instant();
        synchronized (sent) {
            Sent last = sent.get(name);
            if (last != null && now.isBefore(last.at().plus(QUIET))) {
                return;
            }
            int count = last == null ? 1 : last.count() + 1;
            sent.put(name, new Sent(now, count));
            event.setCount(count);
        }
        LOG.info("{} {} {}: {}", about.getKind(), ObjectKey.of(about), reason, message);
        try {
            sender.execute(() -> send(event));
        } catch (RejectedExecutionException e) {
            LOG.warn("event {} on {} dropped: too many wait, or we are stopping", reason, ObjectKey.of(about));
        }
    }

    private void send(Event event) {
        String namespace = event.getMetadata().getNamespace();
        try {
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                raiseCount(event);
            } else {
                LOG.warn("event {} could not be written", event.getReason(), e);
            }
        } catch (RuntimeException e) {
            LOG.warn("event {} could not be written", event.getReason(), e);
        }
    }

    private void raiseCount(Event event) {
        var resource = client.v1()
                .events()
                .inNamespace(event.getMetadata().getNamespace())
                .withName(event.getMetadata().getName());
        try {
            var patch = JsonTree.object();
            // After a restart the true count is unknown without a right to read events; it is two at least.
            patch.put("count", Math.max(2, event.getCount()));
            patch.put("lastTimestamp", event.getLastTimestamp());
            resource.patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        } catch (RuntimeException e) {
            LOG.warn("count of event {} could not be raised", event.getReason(), e);
        }
    }

    private Event event(HasMetadata about, EventType type, String reason, String message) {
        var metadata = about.getMetadata();
        String namespace = metadata.getNamespace() == null ? "default" : metadata.getNamespace();
        String digest = JsonTree.digest(metadata.getUid() + "\n" + type + "\n" + reason + "\n" + message)
                .substring(0, 16);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(metadata.getName() + "." + digest)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endInvolvedObject()
                .withType(type == EventType.WARNING ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(message.length() > 1024 ? message.substring(0, 1021) + "..." : message)
                .withNewSource()
                .withComponent(component)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    private record Sent(Instant at, int count) {}

    /** Sends what waits, for a second at most. */
    @Override
    public void close() {
        sender.shutdown();
        try {
            if (!sender.awaitTermination(1, TimeUnit.SECONDS)) {
                sender.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
