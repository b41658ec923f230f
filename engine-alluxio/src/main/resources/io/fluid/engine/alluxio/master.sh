#!/bin/sh
# Runs Alluxio's master. All inputs are environment variables and files; nothing of them is ever evaluated.
#
#   FLUID_PROPERTIES       properties of the master, without secrets
#   FLUID_SITE             where Alluxio reads them: made here, with the secrets of the root mount
#   FLUID_MOUNTS           the list of mounts, as mounts.sh describes it; here only the secrets of "/" matter
#   FLUID_SECRETS          folder with one folder per Secret and one file per key
#   FLUID_JOURNAL          folder of the journal
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
#   FLUID_ENTRYPOINT       starts an Alluxio process
#
# See exchanged.sh for when it ends.
set -eu

. "${0%/*}/secrets.sh"
. "${0%/*}/exchanged.sh"

# Turns text into the value of a Java property.
escaped() {
  printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/^ /\\ /'
}

configure() {
  cat "$FLUID_PROPERTIES"
  path=
  while IFS= read -r line; do
    case $line in
      'mount '*) path=${line#mount } ;;
      'secret '*)
        if [ "$path" = / ]; then
          rest=${line#secret }
          read_secret "${rest#* }"
          printf 'alluxio.master.mount.table.root.option.%s=%s\n' "${rest%% *}" "$(escaped "$value")"
        fi
        ;;
    esac
  done <"$FLUID_MOUNTS"
}

known=$(root_secrets)
# Whole or not at all: mounts.sh waits for it.
umask 077
configure >"$FLUID_SITE.new"
mv "$FLUID_SITE.new" "$FLUID_SITE"
umask 022

end_when_exchanged "$known"

# Formatting an existing journal would forget what is cached.
if [ -d "$FLUID_JOURNAL/FileSystemMaster" ] || [ -d "$FLUID_JOURNAL/raft" ]; then
  exec "$FLUID_ENTRYPOINT" master-only --no-format
fi
exec "$FLUID_ENTRYPOINT" master-only
