#!/bin/sh
# Loads paths into the cache and checks that they are there.
#
#   FLUID_LOAD_METADATA    true: look for new and changed files in the under-storage first
#   FLUID_LOAD_COUNT       number of paths
#   FLUID_LOAD_PATH_n      path number n, from 0
#   FLUID_LOAD_REPLICAS_n  its number of cached copies
#   FLUID_LOAD_PIN         true: what was loaded is never evicted
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_ALLUXIO          Alluxio's command line
set -eu

fail() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
  exit 1
}

alluxio_fs() {
  what=$1
  shift
  if ! answer=$("$FLUID_ALLUXIO" fs "$@" 2>&1); then
    fail "$what: $(printf '%s\n' "$answer" | tail -n 1)"
  fi
}

load() {
  path=$1
  if [ "$FLUID_LOAD_METADATA" = true ]; then
    alluxio_fs "metadata of $path" loadMetadata -R -F "$path"
  fi
  printf 'loading %s with %s copies\n' "$path" "$2"
  alluxio_fs "load of $path" distributedLoad --replication "$2" "$path"
  # Alluxio may call a load complete that skipped files, so what counts is what lies in the cache.
  alluxio_fs "files of $path" ls -R "$path"
  counted=$(printf '%s\n' "$answer" | awk '{
    for (i = 1; i <= NF; i++)
      if ($i == "DIR") break
      else if ($i ~ /^[0-9]+%$/) { files++; if ($i == "100%") loaded++; break }
  } END { printf "%d %d", loaded, files }')
  loaded=${counted% *}
  files=${counted#* }
  [ "$files" -gt 0 ] || fail "load of $path: no files there"
  [ "$loaded" -eq "$files" ] || fail "load of $path: only $loaded of $files files are in the cache"
  if [ "$FLUID_LOAD_PIN" = true ]; then
    alluxio_fs "pin of $path" pin "$path"
  fi
  printf 'loaded %s: %s files\n' "$path" "$files"
}

number=0
while [ "$number" -lt "$FLUID_LOAD_COUNT" ]; do
  load "$(printenv "FLUID_LOAD_PATH_$number")" "$(printenv "FLUID_LOAD_REPLICAS_$number")"
  number=$((number + 1))
done
