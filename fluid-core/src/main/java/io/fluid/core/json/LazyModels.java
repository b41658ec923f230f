package io.fluid.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has Jackson learn how to read a class of Kubernetes or of Fluid's API when the first of its objects arrives. By itself it
 * learns with a class all that a field of it could hold, to the last of thirty kinds of volumes: 240 classes before a
 * controller's watches were filled, and a seventh of the time until then.
 */
public final class LazyModels extends SimpleModule {

    private static final List<String> MODELS = List.of("io.fabric8.kubernetes.api.model.", "io.fluid.api.");

    private final Set<Class<?>> arrived = ConcurrentHashMap.newKeySet();

    public LazyModels() {
        super(LazyModels.class.getName());
    }

    @Override
    public void setupModule(SetupContext context) {
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public @Nullable JsonDeserializer<?> findBeanDeserializer(
                    JavaType type, DeserializationConfig config, BeanDescription description) {
                Class<?> raw = type.getRawClass();
                return MODELS.stream().anyMatch(raw.getName()::startsWith) && !arrived.contains(raw)
                        ? new Lazy(type, null)
                        : null;
            }
        });
    }

    private final class Lazy extends JsonDeserializer<Object> implements ContextualDeserializer {
        private final JavaType type;
        private final @Nullable BeanProperty property;
        private volatile @Nullable JsonDeserializer<Object> learned;

        Lazy(JavaType type, @Nullable BeanProperty property) {
            this.type = type;
            this.property = property;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty of) {
            return new Lazy(type, of);
        }

        private JsonDeserializer<Object> learned(DeserializationContext context) throws JsonMappingException {
            JsonDeserializer<Object> known = learned;
            if (known == null) {
                arrived.add(type.getRawClass());
                known = context.findContextualValueDeserializer(type, property);
                learned = known;
            }
            return known;
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return learned(context).deserialize(parser, context);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context, Object into)
                throws IOException {
            return learned(context).deserialize(parser, context, into);
        }

        @Override
        public @Nullable Object deserializeWithType(
                JsonParser parser, DeserializationContext context, TypeDeserializer types) throws IOException {
            return learned(context).deserializeWithType(parser, context, types);
        }

        @Override
        public @Nullable Object getEmptyValue(DeserializationContext context) throws JsonMappingException {
            return learned(context).getEmptyValue(context);
        }
    }
}
