#!/bin/bash
# Makes an archive of the classes that Alluxio's processes load, so that they start in less than half the time. Runs in
# the root file system of the image, in a network of its own, with /proc and /dev: it starts every process once, moves
# a file through all of them, and writes the archive to the file that its only argument names.
set -euo pipefail

home=${ALLUXIO_HOME:-/opt/alluxio}
work=$(mktemp -d)
mkdir "$work/storage" "$work/mount" "$work/conf"
head -c 20000000 /dev/urandom >"$work/storage/file"

cat >"$work/conf/alluxio-site.properties" <<END
alluxio.master.hostname=127.0.0.1
alluxio.job.master.hostname=127.0.0.1
alluxio.worker.hostname=127.0.0.1
alluxio.master.journal.type=UFS
alluxio.master.journal.folder=$work/journal
alluxio.master.metastore.dir=$work/metastore
alluxio.master.mount.table.root.ufs=file://$work/storage
alluxio.master.worker.connect.wait.time=500ms
alluxio.security.authorization.permission.enabled=false
alluxio.user.short.circuit.enabled=false
alluxio.user.metadata.cache.enabled=true
alluxio.user.metrics.collection.enabled=true
alluxio.worker.tieredstore.level0.dirs.path=$work/tier
alluxio.worker.tieredstore.level0.dirs.quota=100MB
alluxio.fuse.jnifuse.enabled=true
alluxio.fuse.jnifuse.libfuse.version=3
alluxio.work.dir=$work
END
mkdir "$work/journal" "$work/tier"
export ALLUXIO_JAVA_OPTS="-Dalluxio.site.conf.dir=$work/conf/ -Xshare:off -Xmx256m -XX:+UseSerialGC"
export ALLUXIO_LOGS_DIR=$work/logs

# The option that writes down which classes a process loads.
listing() {
  printf '%s' "-XX:DumpLoadedClassList=$work/$1.list"
}

# Waits for a condition, which is a command; a machine that is busy gets two minutes.
await() {
  local tries=1200
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "not within two minutes: $*" >&2; tail -n 5 "$work"/*.log >&2; exit 1; }
    sleep 0.1
  done
}

serves() {
  curl --fail --silent --output /dev/null "http://127.0.0.1:$1"
}

loads() {
  ALLUXIO_USER_JAVA_OPTS=$(listing load) "$home/bin/alluxio" fs distributedLoad /file
}

start() {
  /entrypoint.sh "$@" >"$work/$1.log" 2>&1 &
}

ALLUXIO_USER_JAVA_OPTS=$(listing format) "$home/bin/alluxio" formatMaster >"$work/format.log" 2>&1
ALLUXIO_MASTER_JAVA_OPTS=$(listing master) start master-only --no-format
ALLUXIO_WORKER_JAVA_OPTS=$(listing worker) start worker-only --no-format
await serves 19999/api/v1/master/info
ALLUXIO_JOB_MASTER_JAVA_OPTS=$(listing job-master) start job-master
await serves 20002/api/v1/job_master/info
await serves 30000/api/v1/worker/info
ALLUXIO_JOB_WORKER_JAVA_OPTS=$(listing job-worker) start job-worker
ALLUXIO_PROXY_JAVA_OPTS=$(listing proxy) start proxy
await serves 39999/api/v1/proxy/info
ALLUXIO_USER_JAVA_OPTS=$(listing mount) "$home/bin/alluxio" fs mount >/dev/null
# It fails until the job worker is known.
await loads
ALLUXIO_USER_JAVA_OPTS=$(listing ls) "$home/bin/alluxio" fs ls -f / >/dev/null
ALLUXIO_FUSE_JAVA_OPTS=$(listing fuse) start fuse "$work/mount" /
await test -e "$work/mount/file"
cmp "$work/mount/file" "$work/storage/file"

# The lists are written when the processes end, those first that need the others. A worker may not want to.
pids=($(jobs -p))
for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
  kill "${pids[i]}"
  tries=100
  while kill -0 "${pids[i]}" 2>/dev/null; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || kill -KILL "${pids[i]}" || :
    sleep 0.1
  done
done

sort -u "$work"/*.list >"$work/all"
grep -v '^#' "$work/all" >"$work/classes"
unset ALLUXIO_JAVA_OPTS
jars=("$home"/lib/*.jar)
IFS=:
java -Xshare:dump -Xlog:cds=off -Xlog:cds+heap=off -XX:SharedClassListFile="$work/classes" \
  -XX:SharedArchiveFile="$1" -cp "${jars[*]}" >"$work/dump.log" 2>&1 || { cat "$work/dump.log" >&2; exit 1; }
