#!/bin/sh
# Runs Alluxio's job worker, which gives up at once while there is no job master: it is started again here, sooner than
# Kubernetes would and without a restart that looks like a failure. One that ran for a while and ends is left to end.
#
#   FLUID_ENTRYPOINT  starts an Alluxio process
#   FLUID_PAUSE       seconds between two attempts
#   FLUID_STEADY      seconds after which a job worker counts as started
set -u

child=
trap 'kill "$child" 2>/dev/null; stopped=true' TERM INT
stopped=false

while :; do
  begun=$(date +%s)
  "$FLUID_ENTRYPOINT" job-worker &
  child=$!
  status=0
  wait "$child" || status=$?
  if [ "$stopped" = true ]; then
    wait "$child"
    exit 0
  fi
  if [ "$(($(date +%s) - begun))" -ge "$FLUID_STEADY" ]; then
    exit "$status"
  fi
  sleep "$FLUID_PAUSE"
done
