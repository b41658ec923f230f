package io.fluid.engine.alluxio;

/** Where things are in the containers. */
final class Paths {

    static final String ENTRYPOINT = "/entrypoint.sh";
    static final String ALLUXIO = "/opt/alluxio/bin/alluxio";
    static final String TERMINATION_LOG = "/dev/termination-log";

    /** Properties of all processes, without secrets. */
    static final String CONFIG = "/etc/fluid/alluxio";

    static final String SCRIPTS = "/etc/fluid/scripts";
    static final String SECRETS = "/etc/fluid/secrets";
    /** Hadoop's configuration. */
    static final String HADOOP = "/etc/fluid/hdfs";
    /** What {@code init-users.sh} makes. */
    static final String USERS = "/etc/fluid/users";

    static final String SITE_FOLDER = "/etc/alluxio";
    /** The properties that a process reads. */
    static final String SITE = SITE_FOLDER + "/alluxio-site.properties";
    /** Alluxio looks into its own folder first, where an image may have a file. */
    static final String SITE_OPTION = "-Dalluxio.site.conf.dir=" + SITE_FOLDER + "/";

    /** The list of mounts, in the folder of the scripts. */
    static final String MOUNT_LIST = "mount.info";
    /** Says that everything is mounted. */
    static final String MOUNTED = "/tmp/fluid-mounted";

    private Paths() {}
}
