#!/bin/sh
# Runs Alluxio's master, mounts what the dataset lists and checks that it can be read. All inputs are environment
# variables and files; nothing of them is ever evaluated.
#
#   FLUID_PROPERTIES       properties of the master, without secrets
#   FLUID_SITE             where Alluxio reads them: made here, with the secrets of the root mount
#   FLUID_MOUNTS           what to mount, see below
#   FLUID_SECRETS          folder with one folder per Secret and one file per key
#   FLUID_JOURNAL          folder of the journal
#   FLUID_MOUNTED          file that says that everything is mounted
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_ENTRYPOINT       starts an Alluxio process
#   FLUID_ALLUXIO          Alluxio's command line
#
# FLUID_MOUNTS has one statement a line: "mount PATH" opens a mount, "ufs URI", "readonly", "shared", "option KEY=VALUE"
# and "secret KEY SECRET/FILE" describe it, "end" closes it. The mount of "/" is Alluxio's root, configured in
# FLUID_PROPERTIES, so that only its secrets matter here.
set -eu

master=
newline='
'

fail() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
  if [ -n "$master" ]; then
    kill "$master" 2>/dev/null || :
  fi
  exit 1
}

# Puts the content of secret file $1 into $value.
read_secret() {
  [ -r "$FLUID_SECRETS/$1" ] || fail "secret $1: no such key"
  value=$(
    cat "$FLUID_SECRETS/$1"
    printf x
  )
  value=${value%x}
  case $value in
    *"$newline"*) fail "secret $1: has a line break; write it without (printf, not echo)" ;;
    *'${'*) fail "secret $1: has \${, which Alluxio would replace" ;;
    *'"') fail "secret $1: ends with a quotation mark, which Alluxio would drop" ;;
    *[!\ -~]*) fail "secret $1: has characters other than printable ASCII" ;;
  esac
}

# Turns text into the value of a Java property.
escaped() {
  printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/^ /\\ /'
}

configure() {
  umask 077
  cat "$FLUID_PROPERTIES" >"$FLUID_SITE"
  path=
  while IFS= read -r line; do
    case $line in
      'mount '*) path=${line#mount } ;;
      'secret '*)
        if [ "$path" = / ]; then
          rest=${line#secret }
          read_secret "${rest#* }"
          printf 'alluxio.master.mount.table.root.option.%s=%s\n' "${rest%% *}" "$(escaped "$value")" >>"$FLUID_SITE"
        fi
        ;;
    esac
  done <"$FLUID_MOUNTS"
  umask 022
}

# Runs one file system command. Only the last line of its answer is told: those before may repeat the options.
alluxio_fs() {
  what=$1
  shift
  if ! answer=$("$FLUID_ALLUXIO" fs "$@" 2>&1); then
    fail "$what: $(printf '%s\n' "$answer" | tail -n 1)"
  fi
}

# True when $1 is mounted from $2.
is_mounted() {
  while IFS= read -r line; do
    rest=${line#*'  on  '}
    if [ "${rest%%'  ('*}" = "$1" ]; then
      from=${line%%'  on  '*}
      from=${from%"${from##*[! ]}"}
      [ "${from%/}" = "${2%/}" ]
      return
    fi
  done <<END
$mounted
END
  return 1
}

mount_one() {
  if [ "$path" = / ]; then
    :
  elif is_mounted "$path" "$ufs"; then
    alluxio_fs "mount of $ufs at $path" updateMount "$@" "$path"
  else
    alluxio_fs "mount of $ufs at $path" mount "$@" "$path" "$ufs"
  fi
  alluxio_fs "$ufs at $path cannot be read" ls -f "$path"
}

mount_all() {
  path=
  while IFS= read -r line <&3; do
    case $line in
      'mount '*)
        path=${line#mount }
        ufs=
        set --
        ;;
      'ufs '*) ufs=${line#ufs } ;;
      readonly) set -- "$@" --readonly ;;
      shared) set -- "$@" --shared ;;
      'option '*) set -- "$@" --option "${line#option }" ;;
      'secret '*)
        rest=${line#secret }
        read_secret "${rest#* }"
        set -- "$@" --option "${rest%% *}=$value"
        ;;
      end) mount_one "$@" ;;
      *) fail "mounts: unknown line: $line" ;;
    esac
  done 3<"$FLUID_MOUNTS"
}

rm -f "$FLUID_MOUNTED"
configure

# Formatting an existing journal would forget what is cached.
if [ -d "$FLUID_JOURNAL/FileSystemMaster" ]; then
  "$FLUID_ENTRYPOINT" master-only --no-format &
else
  "$FLUID_ENTRYPOINT" master-only &
fi
master=$!
trap 'kill "$master" 2>/dev/null || :' TERM INT

until mounted=$("$FLUID_ALLUXIO" fs mount 2>/dev/null); do
  kill -0 "$master" 2>/dev/null || break
  sleep 1
done
if kill -0 "$master" 2>/dev/null; then
  mount_all
  : >"$FLUID_MOUNTED"
fi

status=0
wait "$master" || status=$?
# A signal interrupts the first wait.
if kill -0 "$master" 2>/dev/null; then
  status=0
  wait "$master" || status=$?
fi
exit "$status"
