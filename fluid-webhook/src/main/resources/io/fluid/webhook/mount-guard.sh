# Shows the application what the fuse clients mount, shows it again when a client was restarted, and unmounts everything
# when the pod ends. Starts before the clients and ends after them. Its arguments are the subdirectories of the volumes that
# containers mount, as <number of the dataset>:<path>.
#   /guard/<n>/volume     the volume whose folder data the application mounts. Not all of it: the kubelet measures volumes,
#                         and would read the whole dataset through the client; it does not go into another mount
#   /guard/<n>/exchange   where the client of dataset n leaves its mount, see supervisor.sh
#   FLUID_GUARD_ROOT      instead of /guard
#   FLUID_FINISHED_FILE   holds "true" once the application has ended; empty where the kubelet ends sidecars itself
set -u
guard=${FLUID_GUARD_ROOT:-/guard}

mounted() {
    grep -qF " $1 fuse" /proc/self/mounts
}

unmount() {
    while mounted "$1"; do
        umount -l "$1" || return
    done
}

# The plain form is for busybox, which never looks at the path itself.
bind() {
    mount -c --bind "$1" "$2" 2>/dev/null || mount -o bind "$1" "$2"
}

# A container holds the mount that it saw when it started. Only what is mounted on top of that very mount, dead as it may
# be, appears in the container. So mounts pile up, one for each restart of the client.
show() {
    number=$1
    shift
    # A client that has died since took it away, and a mount made in another user namespace never comes here: without this
    # look an empty directory would be shown.
    mounted "$guard/$number/exchange/data" || return
    bind "$guard/$number/exchange/data" "$guard/$number/volume/data" || return
    i=0
    for sub in "$@"; do
        i=$((i + 1))
        path=$guard/$number/volume/${sub#*:}
        if [ "${sub%%:*}" != "$number" ] || [ ! -e "$path" ]; then
            continue
        fi
        # No container has such a path; a variable may bring it.
        case $path/ in
        */../*) continue ;;
        esac
        # Below a dead mount no path leads anywhere; a file that was opened in time still does.
        eval "holder=\${holder_$i:-}"
        if [ -n "$holder" ]; then
            bind "$path" "/proc/$holder/fd/3"
            kill "$holder"
        fi
        sleep 2147483647 3<"$path" &
        eval "holder_$i=$!"
    done
    : >"$guard/$number/exchange/shown"
}

serve() {
    exchange=$guard/$1/exchange
    mkdir "$guard/$1/volume/data" 2>/dev/null
    mkfifo "$exchange/notify" 2>/dev/null
    while :; do
        # Waits for a client; ends with it, however that ends.
        while read -r _; do
            show "$@"
        done <"$exchange/notify"
        rm -f "$exchange/shown"
        unmount "$exchange/data"
    done
}

end() {
    trap '' TERM INT
    # shellcheck disable=SC2086
    kill $servers
    for number in $numbers; do
        unmount "$guard/$number/exchange/data"
        unmount "$guard/$number/volume/data"
    done
    exit 0
}

servers=
numbers=
for directory in "$guard"/*; do
    number=${directory##*/}
    serve "$number" "$@" &
    servers="$servers $!"
    numbers="$numbers $number"
done
trap end TERM INT
if [ -n "${FLUID_FINISHED_FILE:-}" ]; then
    # A shell has no event for a file that the kubelet rewrites.
    until [ "$(cat "$FLUID_FINISHED_FILE" 2>/dev/null)" = true ]; do
        sleep 1 &
        wait $!
    done
    end
fi
wait
