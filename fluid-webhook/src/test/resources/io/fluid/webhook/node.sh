# Plays a node with one pod of one dataset; runs in a mount and a process namespace of its own. Its standard input says
# what happens; after each line it prints "-- <line>".
#   FOLDER    an empty directory
#   SCRIPTS   the directory of the scripts under test
#   FINISHED  a file, where the pod is in default mode
set -u
kubelet=$FOLDER/kubelet
mkdir -p "$kubelet" "$FOLDER/source/sub" "$FOLDER/guard/0/volume" "$FOLDER/guard/0/exchange" "$FOLDER/client" \
    "$FOLDER/application" "$FOLDER/application-sub"
echo data >"$FOLDER/source/file"
echo below >"$FOLDER/source/sub/file"
# As the kubelet's directory is: what is mounted in it appears everywhere.
mount -t tmpfs kubelet "$kubelet"
mount --make-shared "$kubelet"
mkdir "$kubelet/volume" "$kubelet/exchange"

guard() {
    FLUID_GUARD_ROOT=$FOLDER/guard FLUID_FINISHED_FILE=${FINISHED:-} \
        unshare -m --propagation unchanged sh -c '
        mount --rbind "$FOLDER/kubelet/volume" "$FOLDER/guard/0/volume"
        mount --rbind "$FOLDER/kubelet/exchange" "$FOLDER/guard/0/exchange"
        exec sh "$SCRIPTS/mount-guard.sh" 0:data/sub 0:data/missing 0:data/.. 1:data/other' &
    guard=$!
}

# The arguments are the client.
client() {
    FLUID_MOUNT_PATH="$FOLDER/client/data" FLUID_EXCHANGE=$FOLDER/exchange FLUID_FINISHED_FILE=${FINISHED:-} \
        unshare -m --propagation unchanged sh -c '
        mkdir -p "$FLUID_EXCHANGE"
        mount --rbind "$FOLDER/kubelet/exchange" "$FLUID_EXCHANGE"
        exec unshare -m --propagation unchanged -p -f --mount-proc --kill-child sh -c "$(cat "$SCRIPTS/supervisor.sh")" fluid-supervisor "$@"' \
        client "$@" &
    client=$!
}

application() {
    unshare -m --propagation unchanged sh -c '
        mount --bind "$FOLDER/kubelet/volume/data" "$FOLDER/application"
        mount --bind "$FOLDER/kubelet/volume/data/sub" "$FOLDER/application-sub"
        mount --make-rslave "$FOLDER/application"
        mount --make-rslave "$FOLDER/application-sub"
        while read -r _; do
            cat "$FOLDER/application/file" "$FOLDER/application-sub/file" 2>&1
            echo "read $?" 
        done' <"$FOLDER/questions" &
    exec 5>"$FOLDER/questions"
}

await() {
    tries=100
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "waited in vain for $*"; return 1; }
        sleep 0.1
    done
}

shown() { [ -e "$kubelet/exchange/shown" ]; }
hidden() { ! shown; }
supervised() { pgrep -f "$FOLDER/client/data" >/dev/null; }

mkfifo "$FOLDER/questions"
while read -r step rest; do
    case $step in
    guard) guard ;;
    client) client ${rest:-bindfs -f "$FOLDER/source" "$FOLDER/client/data"} ;;
    application) application ;;
    read) echo >&5; sleep 0.3 ;;
    shown) await shown ;;
    hidden) await hidden ;;
    kill-fuse) pkill -KILL -x bindfs ;;
    kill-client) kill -KILL "$client"; wait "$client" 2>/dev/null ;;
    end-client) pkill -TERM -P "$client"; wait "$client"; echo "client ended with $?" ;;
    await-client) wait "$client"; echo "client ended with $?" ;;
    end-guard) kill -TERM "$guard"; wait "$guard"; echo "guard ended with $?" ;;
    await-guard) wait "$guard"; echo "guard ended with $?" ;;
    finish) echo true >"$FINISHED" ;;
    # A client in another user namespace, or one that has died since: it says show, and nothing is mounted here.
    show-nothing)
        mkdir -p "$kubelet/exchange/data"
        await test -p "$kubelet/exchange/notify"
        exec 6>"$kubelet/exchange/notify"
        echo show >&6
        sleep 1
        shown && echo "said shown"
        grep -c " $kubelet/volume/data " /proc/self/mounts
        exec 6>&-
        ;;
    write) (echo x >"$kubelet/volume/data/new") 2>&1 ;;
    left) grep -cF " $kubelet/" /proc/self/mounts ;;
    mounts) grep -cF " $kubelet/$rest fuse" /proc/self/mounts ;;
    # Two mounts and a file of one, and other ways to write where they are.
    spellings)
        mkdir "$FOLDER/real" "$FOLDER/a b\\d"
        bindfs "$FOLDER/source" "$FOLDER/real"
        bindfs "$FOLDER/source" "$FOLDER/a b\\d"
        ln -s real "$FOLDER/link"
        ln -s . "$FOLDER/here"
        : >"$FOLDER/single"
        mount --bind "$FOLDER/real/file" "$FOLDER/single"
        ;;
    check) sh "$SCRIPTS/check-mounts.sh" "$FOLDER/$rest" 2>&1; echo "checked $?" ;;
    await-mount) FLUID_MOUNT_PATH=x FLUID_EXCHANGE=$kubelet/exchange sh "$SCRIPTS/await-mount.sh"; echo "awaited $?" ;;
    *) echo "unknown step $step" ;;
    esac
    echo "-- $step $rest"
done
