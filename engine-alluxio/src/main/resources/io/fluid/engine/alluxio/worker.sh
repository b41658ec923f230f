#!/bin/sh
# Runs Alluxio's worker, which keeps its clients of the storage at "/" for as long as it lives. Arguments are those of the
# entry point; see exchanged.sh for the inputs besides:
#
#   FLUID_ENTRYPOINT  starts an Alluxio process
set -eu

. "${0%/*}/exchanged.sh"

end_when_exchanged "$(root_secrets)"
exec "$FLUID_ENTRYPOINT" "$@"
