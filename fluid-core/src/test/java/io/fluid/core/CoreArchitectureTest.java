package io.fluid.core;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class CoreArchitectureTest {

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fluid.core");

    @Test
    void spi_depends_on_nothing_but_the_api_the_model_and_jackson() {
        classes()
                .that()
                .resideInAPackage("io.fluid.core.spi..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "io.fluid.core.spi..",
                        "io.fluid.core.json..",
                        "io.fluid.api..",
                        "io.fabric8.kubernetes.api..",
                        "io.fabric8.kubernetes.client",
                        "com.fasterxml.jackson..",
                        "io.soabase.recordbuilder..",
                        "org.jspecify..",
                        "javax.annotation.processing..")
                .check(core);
    }

    @Test
    void json_depends_on_jackson_only() {
        classes()
                .that()
                .resideInAPackage("io.fluid.core.json..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.fluid.core.json..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(core);
    }

    @Test
    void kube_knows_nothing_of_what_is_built_on_it() {
        noClasses()
                .that()
                .resideInAPackage("io.fluid.core.kube..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fluid.core.spi..",
                        "io.fluid.core.dataset..",
                        "io.fluid.core.runtime..",
                        "io.fluid.core.operation..",
                        "io.fluid.core.elastic..",
                        "io.fluid.core.launcher..",
                        "io.fluid.core.engine..")
                .check(core);
    }

    @Test
    void nothing_depends_on_the_launcher_or_on_an_engine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.fluid.core.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fluid.core.launcher..")
                .check(core);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fluid.engine..")
                .check(core);
    }
}
