#!/bin/bash
# Entry point with the contract of the published Alluxio 2.9 images:
#   master-only|worker-only [--no-format] | job-master | job-worker | proxy | fuse [--fuse-opts=OPTIONS] [MOUNT_POINT [ALLUXIO_PATH]]
set -euo pipefail

alluxio=${ALLUXIO_HOME:-/opt/alluxio}/bin/alluxio

usage() {
  echo "usage: entrypoint.sh master-only|worker-only [--no-format] | job-master | job-worker | proxy | fuse [--fuse-opts=OPTIONS] [MOUNT_POINT [ALLUXIO_PATH]]" >&2
  exit 2
}

[ "$#" -ge 1 ] || usage
service=$1
shift

format() {
  case "${1-}" in
    --no-format) ;;
    "") "$alluxio" "$2" ;;
    *) usage ;;
  esac
}

case "$service" in
  master-only)
    format "${1-}" formatMaster
    exec "$alluxio" process master
    ;;
  worker-only)
    format "${1-}" formatWorker
    exec "$alluxio" process worker
    ;;
  job-master) exec "$alluxio" process job-master ;;
  job-worker) exec "$alluxio" process job-worker ;;
  proxy) exec "$alluxio" process proxy ;;
  fuse)
    options=
    case "${1-}" in
      --fuse-opts=*)
        options=${1#--fuse-opts=}
        shift
        ;;
    esac
    point=${1:-${MOUNT_POINT:-/mnt/alluxio-fuse}}
    mkdir -p "$point"
    exec "$alluxio" process fuse -m "$point" -a "${2:-/}" ${options:+-o "$options"}
    ;;
  *) usage ;;
esac
