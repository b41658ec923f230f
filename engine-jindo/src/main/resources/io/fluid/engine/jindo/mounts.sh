#!/bin/sh
# Mounts the storages of a dataset and tells the cache sets; mounts again what a restarted master has forgotten.
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

# Fails while a storage could not be mounted; the reason is told.
mount_all() {
  mounted=$("$FLUID_JINDO" -mount 2>&1) || {
    tell "masters do not answer: $(printf '%s\n' "$mounted" | tail -n 1)"
    return 1
  }
  new=false
  number=0
  while [ "$number" -lt "$FLUID_COUNT" ]; do
    path=$(printenv "FLUID_PATH_$number")
    ufs=$(printenv "FLUID_UFS_$number")
    case $mounted in
      *"$ufs"*) ;;
      *)
        answer=$("$FLUID_JINDO" -mount "$path" "$ufs" 2>&1) || {
          tell "mount of $ufs at $path: $(printf '%s\n' "$answer" | tail -n 1)"
          return 1
        }
        new=true
        ;;
    esac
    number=$((number + 1))
  done
  if [ "$new" = true ] || [ ! -e "$FLUID_MOUNTED" ]; then
    answer=$("$FLUID_JINDO" -refreshCacheSet -path "$FLUID_CACHE_SETS" 2>&1) || {
      tell "cache sets: $(printf '%s\n' "$answer" | tail -n 1)"
      return 1
    }
  fi
}

while :; do
  if mount_all; then
    : >"$FLUID_MOUNTED"
    : >"$FLUID_TERMINATION_LOG"
  fi
  sleep "$FLUID_PAUSE" &
  wait $!
done
