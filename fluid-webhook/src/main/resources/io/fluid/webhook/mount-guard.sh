# Unmounts below /guard what a fuse client could not: while the pod runs, mounts whose client is dead (nothing can be
# started on such a directory); when the pod ends, everything. Starts before the clients and ends after them.
#   FLUID_FINISHED_FILE  holds "true" once the application has ended; empty where the kubelet ends sidecars itself
set -u

mounted() {
    grep -q " $1 fuse" /proc/self/mounts
}

unmount_all() {
    for directory in /guard/*; do
        while mounted "$directory"; do
            umount -l "$directory" || break
        done
    done
}

dead() {
    # 1 is stat's own failure; a client that is only slow runs into the time limit, which is 124.
    timeout 2 stat "$1" >/dev/null 2>&1
    [ $? -eq 1 ]
}

trap 'unmount_all; exit 0' TERM INT
# The kernel tells nobody that a fuse client died; looking costs less than a millisecond.
while :; do
    for directory in /guard/*; do
        mounted "$directory" && dead "$directory" && umount -l "$directory"
    done
    if [ -n "${FLUID_FINISHED_FILE:-}" ] && [ "$(cat "$FLUID_FINISHED_FILE" 2>/dev/null)" = true ]; then
        unmount_all
        exit 0
    fi
    sleep 1 &
    wait $!
done
