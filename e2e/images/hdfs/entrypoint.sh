#!/bin/bash
# Runs HDFS, its name node and one data node, with the content of /content at its root. It serves when /data/ready is there.
set -euo pipefail

address=hdfs://$(hostname -i):8020

run() {
  local class=$1
  shift
  java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '/opt/hdfs/conf:/opt/hdfs/lib/*' "$class" \
    -D fs.defaultFS="$address" "$@"
}

mkdir -p /data
run org.apache.hadoop.hdfs.server.namenode.NameNode -format -nonInteractive
run org.apache.hadoop.hdfs.server.namenode.NameNode &
run org.apache.hadoop.hdfs.server.datanode.DataNode &
# The client tries again until the name node answers; the data node may take a moment longer.
until run org.apache.hadoop.fs.FsShell -put -f /content/* /; do
  sleep 0.5
done
touch /data/ready
# Neither is of use without the other.
wait -n
