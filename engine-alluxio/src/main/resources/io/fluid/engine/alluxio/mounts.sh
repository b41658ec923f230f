#!/bin/sh
# Mounts in Alluxio what a dataset lists, checks that it can be read, and follows the list when it changes. All inputs
# are environment variables and files; nothing of them is ever evaluated.
#
#   FLUID_SITE             Alluxio's properties; nothing happens before they are there
#   FLUID_MOUNTS           what to mount, see below
#   FLUID_SECRETS          folder with one folder per Secret and one file per key
#   FLUID_APPLIED          file that remembers what was mounted; it has secrets
#   FLUID_MOUNTED          file that says that everything is mounted
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_ALLUXIO          Alluxio's command line
#   FLUID_PAUSE            seconds between two looks at the list and the secrets
#
# FLUID_MOUNTS has one statement a line: "mount PATH" opens a mount, "ufs URI", "readonly", "shared", "option KEY=VALUE"
# and "secret KEY SECRET/FILE" describe it, "end" closes it. The mount of "/" is Alluxio's root, which it has from the
# start and which cannot change.
set -eu

. "${0%/*}/secrets.sh"

# The last line of $answer: those before may repeat the options.
last_line() {
  printf '%s\n' "$answer" | tail -n 1
}

alluxio_fs() {
  answer=$("$FLUID_ALLUXIO" fs "$@" 2>&1)
}

list_mounted() {
  mounted=$("$FLUID_ALLUXIO" fs mount 2>/dev/null)
}

# Splits a line of Alluxio's list, "URI  on  PATH  (…)" with columns filled up, into $from and $on.
split_entry() {
  rest=${1#*'  on  '}
  on=${rest%%'  ('*}
  on=${on%"${on##*[! ]}"}
  from=${1%%'  on  '*}
  from=${from%"${from##*[! ]}"}
}

# True when $1 is mounted from $2.
is_mounted() {
  while IFS= read -r line; do
    split_entry "$line"
    if [ "$on" = "$1" ]; then
      [ "${from%/}" = "${2%/}" ]
      return
    fi
  done <<END
$mounted
END
  return 1
}

# True when the list has $1 mounted from $2.
is_wanted() {
  wanted_path=
  while IFS= read -r line; do
    case $line in
      'mount '*) wanted_path=${line#mount } ;;
      'ufs '*)
        if [ "$wanted_path" = "$1" ]; then
          wanted_ufs=${line#ufs }
          [ "${wanted_ufs%/}" = "${2%/}" ]
          return
        fi
        ;;
    esac
  done <<END
$list
END
  return 1
}

# A master that does the same at the same time may have been faster: what counts is what is mounted in the end.
mount_new() {
  alluxio_fs mount "$@" "$path" "$ufs" && return
  why=$(last_line)
  list_mounted || fail "mount of $ufs at $path: $why"
  is_mounted "$path" "$ufs" || fail "mount of $ufs at $path: $why"
}

apply_one() {
  there=false
  if [ "$path" = / ] || is_mounted "$path" "$ufs"; then
    there=true
  fi
  case "$there $newline$applied" in
    "true "*"$newline$block"*) ;;
    *)
      if [ "$there" = false ]; then
        mount_new "$@"
      elif [ "$path" != / ]; then
        alluxio_fs updateMount "$@" "$path" || fail "mount of $ufs at $path: $(last_line)"
      fi
      if ! alluxio_fs ls -f "$path"; then
        why=$(last_line)
        # Alluxio mounts what it cannot read; readers should not see that.
        [ "$there" = true ] || alluxio_fs unmount "$path" || :
        fail "$ufs at $path cannot be read: $why"
      fi
      ;;
  esac
  applied_now=$applied_now$block
  (umask 077 && printf '%s' "$applied_now" >"$FLUID_APPLIED")
}

unmount_others() {
  gone=false
  while IFS= read -r entry <&4; do
    split_entry "$entry"
    if [ -n "$entry" ] && [ "$on" != / ] && ! is_wanted "$on" "$from"; then
      gone=true
      if ! alluxio_fs unmount "$on"; then
        why=$(last_line)
        list_mounted || fail "unmount of $on: $why"
        ! is_mounted "$on" "$from" || fail "unmount of $on: $why"
      fi
    fi
  done 4<<END
$mounted
END
}

mount_all() {
  path=
  while IFS= read -r line <&3; do
    case $line in
      'mount '*)
        path=${line#mount }
        ufs=
        block=
        set --
        ;;
      'ufs '*) ufs=${line#ufs } ;;
      readonly) set -- "$@" --readonly ;;
      shared) set -- "$@" --shared ;;
      'option '*) set -- "$@" --option "${line#option }" ;;
      'secret '*)
        rest=${line#secret }
        read_secret "${rest#* }"
        line="secret ${rest%% *} $value"
        set -- "$@" --option "${rest%% *}=$value"
        ;;
      end) ;;
      '') continue ;;
      *) fail "mounts: unknown line: $line" ;;
    esac
    block=$block$line$newline
    if [ "$line" = end ]; then
      apply_one "$@"
    fi
  done 3<<END
$list
END
}

# Changes when the list or a secret does: both are symbolic links that Kubernetes exchanges.
version() {
  for folder in "${FLUID_MOUNTS%/*}" "$FLUID_SECRETS"/*; do
    readlink "$folder/..data" || :
  done
}

rm -f "$FLUID_MOUNTED"
trap 'exit 0' TERM INT
until [ -e "$FLUID_SITE" ]; do
  sleep 0.2
done

while :; do
  seen=$(version)
  list=$(cat "$FLUID_MOUNTS")
  # In a journal that is new nothing is mounted.
  until list_mounted; do
    sleep 1
  done
  applied=
  [ ! -e "$FLUID_APPLIED" ] || applied=$(cat "$FLUID_APPLIED")$newline
  applied_now=
  unmount_others
  [ "$gone" = false ] || list_mounted || fail "mounts cannot be listed"
  mount_all
  : >"$FLUID_MOUNTED"
  # A shell has no event to wait for when the kubelet exchanges files.
  while [ "$(version)" = "$seen" ]; do
    sleep "$FLUID_PAUSE" &
    wait $!
  done
done
