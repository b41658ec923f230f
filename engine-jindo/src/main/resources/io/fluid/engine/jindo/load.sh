#!/bin/sh
# Loads paths into the cache.
#
#   FLUID_COUNT            number of paths
#   FLUID_PATH_n           path number n, from 0
#   FLUID_REPLICAS_n       its number of cached copies
#   FLUID_METADATA         true: read the storage's metadata as well
#   FLUID_METADATA_ONLY    true: read nothing but metadata
#   FLUID_MEMORY           true: load into memory
#   FLUID_ATOMIC           true: all or nothing
#   FLUID_FILTER           files to load; empty for all
#   FLUID_THREADS          number of threads
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_JINDO            JindoCache's command line
set -eu

set -- -load
if [ "$FLUID_METADATA" = true ] || [ "$FLUID_METADATA_ONLY" = true ]; then
  set -- "$@" -meta
fi
if [ "$FLUID_METADATA_ONLY" != true ]; then
  set -- "$@" -data
  if [ "$FLUID_MEMORY" = true ]; then
    set -- "$@" -m
  fi
fi
if [ "$FLUID_ATOMIC" = true ]; then
  set -- "$@" -atomic
fi
set -- "$@" -s -R -thread "$FLUID_THREADS"
if [ -n "$FLUID_FILTER" ]; then
  set -- "$@" -filter "$FLUID_FILTER"
fi

number=0
while [ "$number" -lt "$FLUID_COUNT" ]; do
  path=$(printenv "FLUID_PATH_$number")
  printf 'loading %s\n' "$path"
  if ! answer=$("$FLUID_JINDO" "$@" -replica "$(printenv "FLUID_REPLICAS_$number")" "jindo://$path" 2>&1); then
    printf '%s\n' "$answer" >&2
    printf 'load of %s: %s' "$path" "$(printf '%s\n' "$answer" | tail -n 1)" >"$FLUID_TERMINATION_LOG"
    exit 1
  fi
  printf '%s\n' "$answer"
  number=$((number + 1))
done
