package io.fluid.engine.juicefs;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;

import java.net.URI;
import java.security.PrivilegedExceptionAction;

/**
 * A program that counts a folder of a volume with JuiceFS's client for Hadoop and prints one line: {@code totals}, bytes,
 * files. Its arguments are the volume's name and the folder; the address of the metadata comes by the environment.
 */
final class HadoopCount {

    static final String RESULT = "totals";
    static final String ADDRESS = "METAURL";

    // Whoever counts sees every folder.
    private static final String USER = "fluid";

    private HadoopCount() {}

    public static void main(String[] arguments) throws Exception {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.jfs.impl", "io.juicefs.JuiceFileSystem");
        configuration.set("juicefs.meta", System.getenv(ADDRESS));
        configuration.set("juicefs.superuser", USER);
        configuration.set("juicefs.cache-dir", "memory");
        configuration.set("juicefs.cache-size", "1");
        configuration.set("juicefs.no-usage-report", "true");
        PrivilegedExceptionAction<ContentSummary> count = () -> {
            try (FileSystem files = FileSystem.newInstance(URI.create("jfs://" + arguments[0]), configuration)) {
                return files.getContentSummary(new Path(arguments[1]));
            }
        };
        // Not the user of the process, who need not have a name.
        ContentSummary summary = UserGroupInformation.createRemoteUser(USER).doAs(count);
        System.out.println(RESULT + " " + summary.getLength() + " " + summary.getFileCount());
    }
}
