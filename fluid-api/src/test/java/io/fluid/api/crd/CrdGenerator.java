package io.fluid.api.crd;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourceScale;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresources;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceSubresourcesBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.schema.Column;
import io.fluid.api.schema.Scalable;
import io.fluid.api.v1alpha1.FluidResource;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Makes the CRD of a kind from its class. */
final class CrdGenerator {

    private final SchemaGenerator schemas;
    private final Descriptions descriptions;

    CrdGenerator(Descriptions descriptions) {
        this.descriptions = descriptions;
        this.schemas = new SchemaGenerator(descriptions);
    }

    /** The file in the chart that holds the CRD of a kind. */
    static String fileName(Class<? extends HasMetadata> kind) {
        return FluidResource.GROUP + "_" + HasMetadata.getPlural(kind) + ".yaml";
    }

    CustomResourceDefinition crd(Class<? extends FluidResource<?, ?>> kind) {
        String plural = HasMetadata.getPlural(kind);
        CustomResourceDefinitionVersionBuilder version = new CustomResourceDefinitionVersionBuilder()
                .withName(FluidResource.VERSION)
                .withServed(true)
                .withStorage(true)
                .withAdditionalPrinterColumns(columns(kind))
                .withNewSchema()
                .withOpenAPIV3Schema(root(kind))
                .endSchema();
        if (specAndStatus(kind)[1] != Void.class) {
            version.withSubresources(subresources(kind));
        }
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(plural + "." + FluidResource.GROUP)
                .endMetadata()
                .withNewSpec()
                .withGroup(FluidResource.GROUP)
                .withScope(Namespaced.class.isAssignableFrom(kind) ? "Namespaced" : "Cluster")
                .withNewNames()
                .withKind(HasMetadata.getKind(kind))
                .withListKind(HasMetadata.getKind(kind) + "List")
                .withPlural(plural)
                .withSingular(HasMetadata.getKind(kind).toLowerCase(Locale.ROOT))
                .withShortNames(CustomResource.getShortNames(kind))
                .withCategories(CustomResource.getCategories(kind))
                .endNames()
                .withVersions(version.build())
                .endSpec()
                .build();
    }

    private JSONSchemaProps root(Class<? extends FluidResource<?, ?>> kind) {
        JSONSchemaPropsBuilder root = new JSONSchemaPropsBuilder().withType("object");
        descriptions.of(kind).ifPresent(root::withDescription);
        root.addToProperties("apiVersion", string()).addToProperties("kind", string());
        root.addToProperties(
                "metadata", new JSONSchemaPropsBuilder().withType("object").build());
        Class<?>[] parts = specAndStatus(kind);
        if (parts[0] == Void.class) {
            JSONSchemaProps own = schemas.object(kind);
            root.addToProperties(own.getProperties()).withRequired(own.getRequired());
        } else {
            root.addToProperties("spec", schemas.object(parts[0])).addToProperties("status", schemas.object(parts[1]));
        }
        return root.build();
    }

    private static JSONSchemaProps string() {
        return new JSONSchemaPropsBuilder().withType("string").build();
    }

    private static List<CustomResourceColumnDefinition> columns(Class<?> kind) {
        return Arrays.stream(kind.getAnnotationsByType(Column.class))
                .map(column -> new CustomResourceColumnDefinitionBuilder()
                        .withName(column.name())
                        .withType(column.type())
                        .withJsonPath(column.path())
                        .withPriority(column.priority() == 0 ? null : column.priority())
                        .build())
                .toList();
    }

    private static CustomResourceSubresources subresources(Class<?> kind) {
        CustomResourceSubresourcesBuilder subresources =
                new CustomResourceSubresourcesBuilder().withNewStatus().endStatus();
        Scalable scalable = kind.getAnnotation(Scalable.class);
        if (scalable != null) {
            CustomResourceSubresourceScale scale = new CustomResourceSubresourceScale();
            scale.setSpecReplicasPath(scalable.wanted());
            scale.setStatusReplicasPath(scalable.observed());
            if (!scalable.selector().isEmpty()) {
                scale.setLabelSelectorPath(scalable.selector());
            }
            subresources.withScale(scale);
        }
        return subresources.build();
    }

    private static Class<?>[] specAndStatus(Class<? extends FluidResource<?, ?>> kind) {
        Type[] arguments = ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
        return new Class<?>[] {(Class<?>) arguments[0], (Class<?>) arguments[1]};
    }
}
