#!/bin/sh
# Mounts the storages of a dataset and tells the cache sets; mounts again what a restarted master has forgotten. Ends when
# a storage cannot be mounted at first, for Kubernetes tells why a container ended, not why it goes on.
#
#   FLUID_COUNT            number of mounts
#   FLUID_PATH_n           path of mount number n, from 0
#   FLUID_UFS_n            its storage
#   FLUID_CACHE_SETS       file with the cache sets
#   FLUID_MOUNTED          file that exists once everything is mounted
#   FLUID_PAUSE            seconds between two looks
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_JINDO            JindoCache's command line
set -u
trap 'exit 0' TERM INT

tell() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
}

# Finds in the list the line of path $1, and whether it has storage $2. Of the list only this much is known: a mount is
# a line, and columns are separated by blanks.
look_up() {
  taken=false
  there=false
  while IFS= read -r line; do
    case " $line " in
      *" $1 "*)
        case " $line " in
          *" ${2%/} "* | *" ${2%/}/ "*) there=true ;;
          *) taken=true ;;
        esac
        ;;
    esac
  done <<END
$mounted
END
}

mount_one() {
  look_up "$path" "$ufs"
  [ "$there" = false ] || return 0
  if answer=$("$FLUID_JINDO" -mount "$path" "$ufs" 2>&1); then
    new=true
    return 0
  fi
  case "$taken $answer" in
    # Its path is written otherwise in the list.
    'false '*'Mount point already exists'*) ;;
    *)
      tell "mount of $ufs at $path: $(printf '%s\n' "$answer" | tail -n 1)"
      return 2
      ;;
  esac
}

# Fails with 1 while the masters do not answer, with 2 when they refuse; why is told.
mount_all() {
  mounted=$("$FLUID_JINDO" -mount 2>&1) || {
    tell "masters do not answer: $(printf '%s\n' "$mounted" | tail -n 1)"
    return 1
  }
  mounted=$(printf '%s\n' "$mounted" | tr '\t' ' ')
  new=false
  number=0
  while [ "$number" -lt "$FLUID_COUNT" ]; do
    path=$(printenv "FLUID_PATH_$number")
    ufs=$(printenv "FLUID_UFS_$number")
    mount_one || return
    number=$((number + 1))
  done
  if [ "$new" = true ] || [ ! -e "$FLUID_MOUNTED" ]; then
    answer=$("$FLUID_JINDO" -refreshCacheSet -path "$FLUID_CACHE_SETS" 2>&1) || {
      tell "cache sets: $(printf '%s\n' "$answer" | tail -n 1)"
      return 2
    }
  fi
}

rm -f "$FLUID_MOUNTED"
while :; do
  failure=0
  mount_all || failure=$?
  if [ "$failure" = 0 ]; then
    : >"$FLUID_MOUNTED"
    : >"$FLUID_TERMINATION_LOG"
  elif [ "$failure" = 2 ] && [ ! -e "$FLUID_MOUNTED" ]; then
    exit 1
  fi
  sleep "$FLUID_PAUSE" &
  wait $!
done
