# Holds back what starts after this container until the data is there; gives up after two minutes.
tries=120
until grep -q " $FLUID_MOUNT_PATH fuse" /proc/self/mounts; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "nothing was mounted at $FLUID_MOUNT_PATH within two minutes" >&2; exit 1; }
    sleep 1
done
