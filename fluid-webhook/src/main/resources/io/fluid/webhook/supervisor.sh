# Runs the fuse client, which is this script's arguments, and hands its mount to the mount guard.
#   FLUID_MOUNT_PATH     where the client mounts the data, in this container alone
#   FLUID_EXCHANGE       directory shared with the guard: the mount goes to data, shown says that the application sees it
#   FLUID_READ_ONLY      "true" where nobody may write
#   FLUID_FINISHED_FILE  holds "true" once the application has ended; empty where the kubelet ends sidecars itself
set -u
data=$FLUID_EXCHANGE/data

mounted() {
    grep -qF " $1 fuse" /proc/self/mounts
}

# Lazily: a reader that still holds a file open must not keep the mount.
unmount() {
    while mounted "$1"; do
        umount -l "$1" || return
    done
}

withdraw() {
    rm -f "$FLUID_EXCHANGE/shown"
    unmount "$data"
    unmount "$FLUID_MOUNT_PATH"
}

finish() {
    trap '' TERM INT
    withdraw
    kill -TERM "$child" 2>/dev/null
    (sleep 2 && kill -KILL "$child") 9>&- 2>/dev/null &
    wait "$child"
    withdraw
    exit 0
}

finished() {
    [ -n "${FLUID_FINISHED_FILE:-}" ] && [ "$(cat "$FLUID_FINISHED_FILE" 2>/dev/null)" = true ]
}

# A shell has no event for a new mount, nor for a file that the kubelet rewrites.
pause() {
    sleep "$1" 9>&- &
    wait $!
}

mkdir -p "$FLUID_MOUNT_PATH" "$data" || exit 1
mkfifo "$FLUID_EXCHANGE/notify" 2>/dev/null
# Blocks until the guard listens. It hears the end of this process, however that comes, as the end of the pipe.
exec 9>"$FLUID_EXCHANGE/notify" || exit 1
# What an earlier client that was killed has left.
withdraw
"$@" 9>&- &
child=$!
trap finish TERM INT
until mounted "$FLUID_MOUNT_PATH" || ! kill -0 "$child" 2>/dev/null; do
    finished && finish
    pause 0.1
done
if mounted "$FLUID_MOUNT_PATH"; then
    # The copies inherit it. Whatever happens, nobody can delete through them.
    [ "${FLUID_READ_ONLY:-}" != true ] || mount -o remount,bind,ro "$FLUID_MOUNT_PATH" || finish
    mount --bind "$FLUID_MOUNT_PATH" "$data" && echo show >&9 || finish
fi
if [ -n "${FLUID_FINISHED_FILE:-}" ]; then
    while kill -0 "$child" 2>/dev/null; do
        finished && finish
        pause 1
    done
fi
wait "$child"
status=$?
withdraw
exit "$status"
