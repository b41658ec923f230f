package io.fluid.e2e.faults;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * First line and headers of an HTTP/1.1 message.
 *
 * @param first line as it is on the wire
 * @param headers lines as they are on the wire
 */
record HttpHead(String first, List<String> headers) {

    private static final int LONGEST = 1 << 20;

    /** Reads one; null when the connection ended before it. */
    static @Nullable HttpHead read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        List<String> headers = new ArrayList<>();
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            headers.add(header);
        }
        return new HttpHead(first, headers);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.ISO_8859_1);
            }
            if (bytes.size() > LONGEST) {
                throw new IOException("a line of more than " + LONGEST + " bytes");
            }
            if (one != '\r') {
                bytes.write(one);
            }
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).trim())
                .findFirst();
    }

    /** The part of the first line at this place: method, target and version, or version, status and reason. */
    String part(int place) {
        return first.split(" ", 3)[place];
    }

    /** The same with another first line and one header set. */
    HttpHead with(String newFirst, String name, String value) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        List<String> changed = new ArrayList<>(headers);
        changed.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(start));
        changed.add(name + ": " + value);
        return new HttpHead(newFirst, changed);
    }

    void write(OutputStream out) throws IOException {
        String text = first + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Passes on the body that follows this head, as it is framed. */
    void copyBody(InputStream in, OutputStream out, boolean untilEnd) throws IOException {
        Optional<String> length = header("content-length");
        if (header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
            copyChunks(in, out);
        } else if (length.isPresent()) {
            copy(in, out, Long.parseLong(length.get()));
        } else if (untilEnd) {
            in.transferTo(out);
        }
        out.flush();
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        long size;
        do {
            String line = line(in);
            if (line == null) {
                throw new EOFException("in the middle of a body");
            }
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            size = Long.parseLong(line.split(";", 2)[0].trim(), 16);
            // Two bytes end each chunk; the last is followed by no trailers here.
            copy(in, out, size + 2);
            out.flush();
        } while (size > 0);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[16384];
        for (long left = length; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("in the middle of a body");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
