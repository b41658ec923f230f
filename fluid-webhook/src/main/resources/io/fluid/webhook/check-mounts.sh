# Waits until each of the paths that are its arguments is a mount of a fuse client; ten seconds for each.

# The path as the kernel knows it: absolute, without symbolic links. What is mounted may be a file.
resolved() {
    case $1 in
    /*) path=$1 ;;
    *) path=/$1 ;;
    esac
    while [ "$path" != / ] && [ "${path%/}" != "$path" ]; do
        path=${path%/}
    done
    (cd -- "$path" 2>/dev/null && pwd -P) && return
    folder=$(cd -- "${path%/*}/" 2>/dev/null && pwd -P) || folder=${path%/*}
    printf '%s\n' "${folder%/}/${path##*/}"
}

# As /proc/self/mounts spells it.
spelt() {
    rest=$1
    out=
    while [ -n "$rest" ]; do
        character=${rest%"${rest#?}"}
        rest=${rest#?}
        case $character in
        ' ') out="$out\\040" ;;
        '	') out="$out\\011" ;;
        '
') out="$out\\012" ;;
        \\) out="$out\\134" ;;
        *) out=$out$character ;;
        esac
    done
    printf '%s\n' "$out"
}

for directory in "$@"; do
    tries=50
    until grep -qF " $(spelt "$(resolved "$directory")") fuse" /proc/self/mounts; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { echo "no data at $directory within ten seconds" >&2; exit 1; }
        sleep 0.2
    done
done
