/**
 * JuiceFS: translates datasets and JuiceFSRuntimes into the objects of its workers and its FUSE client. Workers are
 * mounts that keep a node's cache warm (community edition) or that form a cache group (enterprise edition).
 */
@NullMarked
package io.fluid.engine.juicefs;

import org.jspecify.annotations.NullMarked;
