#!/bin/sh
# What the FUSE client's pod runs before it ends.
umount -l "$FLUID_FUSE_MOUNTPOINT"
