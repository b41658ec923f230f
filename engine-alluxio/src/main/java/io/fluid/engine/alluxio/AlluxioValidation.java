package io.fluid.engine.alluxio;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;

import java.util.List;

/** Says what is wrong with a request, all at once. */
final class AlluxioValidation {

    // A StatefulSet's pods carry its name and a hash of ten characters in one label of at most 63.
    private static final int LONGEST_NAME = 63 - "-master-".length() - 10;

    private AlluxioValidation() {}

    static List<Problem> problems(CacheRequest request) {
        Problems problems = new Problems();
        if (request.name().length() > LONGEST_NAME) {
            problems.add(
                    "AlluxioRuntime.metadata.name",
                    request.name(),
                    "at most " + LONGEST_NAME + " characters: pods are named after it");
        }
        RuntimeSpec runtime;
        try {
            runtime = RuntimeSpec.of(request);
        } catch (IllegalArgumentException e) {
            new DatasetValidation(problems, 1).check(request.dataset().getSpec());
            wrongType(problems, e);
            return problems.all();
        }
        new DatasetValidation(problems, runtime.masters())
                .check(request.dataset().getSpec());
        new RuntimeValidation(problems, runtime).check();
        return problems.all();
    }

    private static void wrongType(Problems problems, IllegalArgumentException e) {
        StringBuilder field = new StringBuilder("AlluxioRuntime");
        String value = String.valueOf(e.getMessage());
        String accepted = "fields of the types of the CRD";
        if (e.getCause() instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                field.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
            }
        }
        if (e.getCause() instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            accepted = "a value of type " + mismatch.getTargetType().getSimpleName();
        }
        if (e.getCause() instanceof InvalidFormatException format) {
            value = String.valueOf(format.getValue());
        }
        problems.add(field.length() == "AlluxioRuntime".length() ? field + ".spec" : field.toString(), value, accepted);
    }

    static List<Problem> loadProblems(DataLoad load) {
        Problems problems = new Problems();
        List<TargetPath> targets = load.getSpec().target();
        for (int i = 0; i < targets.size(); i++) {
            String field = "DataLoad.spec.target[" + i + "]";
            String path = targets.get(i).path();
            if (!path.startsWith("/") || Problems.hasControl(path)) {
                problems.add(field + ".path", path, "an absolute path without line breaks");
            }
            Integer replicas = targets.get(i).replicas();
            if (replicas != null && replicas < 0) {
                problems.add(field + ".replicas", replicas.toString(), "a number of copies, 1 or more");
            }
        }
        return problems.all();
    }
}
