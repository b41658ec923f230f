package io.fluid.engine.jindo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The objects of a folder of a store, page by page. */
interface ObjectPages {

    /**
     * The page after a marker.
     *
     * @param marker as the last page gave it; null for the first page
     */
    Page after(@Nullable String marker) throws IOException;

    /**
     * One page.
     *
     * @param objects number of objects, folders not counted
     * @param bytes sum of their sizes
     * @param next marker of the page that follows; null when this was the last
     */
    record Page(long objects, long bytes, @Nullable String next) {}
}
