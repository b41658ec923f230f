# Runs the fuse client, which is this script's arguments, and sees to it that its mount does not outlive it.
#   FLUID_MOUNT_PATH     where the client mounts the data
#   FLUID_FINISHED_FILE  holds "true" once the application has ended; empty where the kubelet ends sidecars itself
set -u

# Lazily: a reader that still holds a file open must not keep the mount.
unmount() {
    while grep -q " $FLUID_MOUNT_PATH fuse" /proc/self/mounts; do
        umount -l "$FLUID_MOUNT_PATH" || return
    done
}

finish() {
    trap '' TERM INT
    unmount
    kill -TERM "$child"
    (sleep 2 && kill -KILL "$child") 2>/dev/null &
    wait "$child"
    unmount
    exit 0
}

# What an earlier client that was killed has left.
unmount
"$@" &
child=$!
trap finish TERM INT
if [ -n "${FLUID_FINISHED_FILE:-}" ]; then
    # A shell has no event to wait for when the kubelet rewrites a file.
    while kill -0 "$child" 2>/dev/null; do
        [ "$(cat "$FLUID_FINISHED_FILE" 2>/dev/null)" = true ] && finish
        sleep 1 &
        wait $!
    done
fi
wait "$child"
status=$?
unmount
exit "$status"
