#!/bin/bash
# Plays JindoCache's master, worker or FUSE client: master, worker, or the options of a mount.
# shellcheck source=stand-in.sh
. "$(dirname "$0")/stand-in.sh"

master() {
  local port folder
  variable POD_NAME
  variable CLIENT_NAMESPACE_RPC_ADDRESS
  variable NAMESPACE_BACKEND_RAFT_HOSTNAME
  section "$SERVER_FILE" jindocache-common
  section "$SERVER_FILE" jindocache-server
  file /cacheset.xml
  port=$(property "$SERVER_FILE" jindocache-server namespace.rpc.port)
  if [ "$(property "$SERVER_FILE" jindocache-server namespace.backend.type)" = raft ]; then
    variable NAMESPACE_BACKEND_RAFT_INITIAL_CONF
    property "$SERVER_FILE" jindocache-server namespace.backend.raft.initial-conf >/dev/null
  fi
  folder=$(property "$SERVER_FILE" jindocache-server namespace.meta-dir)
  mkdir -p "$folder" && : >"$folder/stand-in" || fail "$folder cannot be written"
  exec perl "$(dirname "$0")/server.pl" "$port"
}

worker() {
  local port folder folders capacities
  variable CLIENT_NAMESPACE_RPC_ADDRESS
  variable STORAGE_NAMESPACE_RPC_ADDRESS
  variable STORAGE_ADDRESS
  section "$SERVER_FILE" jindocache-common
  section "$SERVER_FILE" jindocache-worker
  port=$(property "$SERVER_FILE" jindocache-worker storage.rpc.port)
  folders=$(property "$SERVER_FILE" jindocache-worker storage.data-dirs)
  capacities=$(property "$SERVER_FILE" jindocache-worker storage.data-dirs.capacities)
  [ "${folders//[^,]/}" = "${capacities//[^,]/}" ] || fail "$folders have the capacities $capacities"
  for folder in ${folders//,/ }; do
    mkdir -p "$folder" && : >"$folder/stand-in" || fail "$folder cannot be written"
  done
  until demand "worker $STORAGE_ADDRESS:$port"; do
    sleep 1
  done
  exec perl "$(dirname "$0")/server.pl" "$port"
}

fuse() {
  local option data=/tmp/stand-in-data options=fsname=jindofs-fuse
  variable FLUID_FUSE_MOUNTPOINT
  variable FLUID_RUNTIME_NAME
  [ -c /dev/fuse ] || fail "/dev/fuse is no device"
  for option in "$@"; do
    case $option in
      -oro) options=$options,ro ;;
      -o?*) ;;
      *) fail "\"$option\" is no option of a mount" ;;
    esac
    found "option $option"
  done
  case " $* " in *' -ometrics_port='*) ;; *) fail "no -ometrics_port" ;; esac
  if [ "${FLUID_FUSE_MODE:-}" = fuseOnly ]; then
    case " $* " in *' -ouri='*) ;; *) fail "no -ouri, and no cache" ;; esac
  else
    variable CLIENT_NAMESPACE_RPC_ADDRESS
    until demand list; do
      sleep 1
    done
  fi
  mkdir -p "$data" "$FLUID_FUSE_MOUNTPOINT"
  cp "$REPORT" "$data/stand-in.txt"
  exec bindfs -f -o "$options" "$data" "$FLUID_FUSE_MOUNTPOINT"
}

common
case ${1:-} in
  master) master ;;
  worker) worker ;;
  *) fuse "$@" ;;
esac
