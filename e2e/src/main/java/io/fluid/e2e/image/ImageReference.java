package io.fluid.e2e.image;

/** Image names as the container runtime stores them. */
final class ImageReference {

    // What a name without a domain means to every container runtime. Nothing is ever fetched from there.
    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final String DEFAULT_FOLDER = "library";

    private ImageReference() {}

    /** The full form of {@code fluidcloudnative/dataset-controller:dev}, with domain and tag. */
    static String normalized(String name) {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasDomain = first.contains(".") || first.contains(":") || first.equals("localhost");
        String path = slash < 0 ? DEFAULT_FOLDER + "/" + name : name;
        String full = hasDomain ? name : DEFAULT_DOMAIN + "/" + path;
        return full.indexOf(':', full.lastIndexOf('/')) < 0 ? full + ":latest" : full;
    }
}
