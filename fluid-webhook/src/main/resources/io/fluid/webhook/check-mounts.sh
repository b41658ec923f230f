# Waits until each of the directories that are its arguments is a mount of a fuse client; ten seconds for each.
for directory in "$@"; do
    tries=50
    until grep -qF " $directory fuse" /proc/self/mounts; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "no data at $directory within ten seconds" >&2; exit 1; }
        sleep 0.2
    done
done
