#!/bin/sh
# Makes a user known to the containers of a pod and gives it directories, which are the arguments.
#
#   FLUID_USER, FLUID_UID    name and id of the user
#   FLUID_GROUP, FLUID_GID   name and id of its group
#   FLUID_USERS              folder for the files passwd and group, which the containers mount
#   FLUID_TERMINATION_LOG    file that tells Kubernetes why the container ended
set -eu

fail() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
  exit 1
}

# Prints a file of colon separated entries without those of name $2 or id $3.
others() {
  if [ -r "$1" ]; then
    awk -F : -v name="$2" -v id="$3" '$1 != name && $3 != id' "$1"
  fi
}

{
  others /etc/passwd "$FLUID_USER" "$FLUID_UID"
  printf '%s:x:%s:%s::/tmp:/bin/sh\n' "$FLUID_USER" "$FLUID_UID" "$FLUID_GID"
} >"$FLUID_USERS/passwd"
{
  others /etc/group "$FLUID_GROUP" "$FLUID_GID"
  printf '%s:x:%s:\n' "$FLUID_GROUP" "$FLUID_GID"
} >"$FLUID_USERS/group"
chmod 644 "$FLUID_USERS/passwd" "$FLUID_USERS/group"

for directory in "$@"; do
  mkdir -p "$directory" || fail "$directory: cannot be made"
  chown "$FLUID_UID:$FLUID_GID" "$directory" || fail "$directory: cannot be given to user $FLUID_UID"
done
