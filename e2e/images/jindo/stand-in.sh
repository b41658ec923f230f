#!/bin/bash
# What JindoCache's processes and command line share in this stand-in: it asserts what it was given, and says what it found.
# JindoCache's own images are closed. Nothing here caches.
set -euo pipefail

SERVER_FILE=/jindocache.cfg
CLIENT_FILE=/jindosdk.cfg
REPORT=${STAND_IN_REPORT:-/tmp/stand-in.txt}
TERMINATION_LOG=${STAND_IN_TERMINATION_LOG:-/dev/termination-log}

fail() {
  printf 'stand-in: %s\n' "$1" >&2
  printf 'stand-in: %s' "$1" >"$TERMINATION_LOG"
  exit 64
}

found() {
  printf '%s\n' "$1" | tee -a "$REPORT"
}

# A variable of the environment that must not be empty.
variable() {
  [ -n "${!1:-}" ] || fail "the variable $1 is missing"
  found "variable $1=${!1}"
}

file() {
  [ -r "$1" ] && [ -s "$1" ] || fail "the file $1 is missing, empty or unreadable"
  found "file $1"
}

# The value of a property: file, section, key.
property() {
  local value
  value=$(awk -v title="[$2]" -v key="$3" '
    /^\[/ { inside = ($0 == title) }
    inside { at = index($0, " = "); if (at && substr($0, 1, at - 1) == key) print substr($0, at + 3) }' "$1")
  [ -n "$value" ] || fail "$1: [$2] has no $3"
  printf '%s' "$value"
}

# Every property of a section goes to the report; a line that is none is an error.
section() {
  local line
  grep -qxF "[$2]" "$1" || fail "$1 has no section [$2]"
  while IFS= read -r line; do
    case $line in
      ?*' = '*) found "property [$2] $line" ;;
      *) fail "$1: \"$line\" is no property" ;;
    esac
  done < <(awk -v title="[$2]" '/^\[/ { inside = ($0 == title); next } inside && NF' "$1")
}

# Wherever the configuration refers to files with credentials, they can be read.
credentials() {
  local folder one
  while IFS= read -r folder; do
    if [ "$folder" = /token/ ]; then
      [ -n "$(find -L /token -type f -readable -size +0 2>/dev/null)" ] || fail "no credentials in /token"
    else
      for one in AccessKeyId AccessKeySecret; do
        [ -s "$folder/$one" ] && [ -r "$folder/$one" ] || fail "no credentials in $folder/$one"
      done
      found "credentials $folder $(cat "$folder/AccessKeyId"), a secret of $(tr -d '\n' <"$folder/AccessKeySecret" | wc -c)"
    fi
  done < <(grep -oh 'secrets:///token/[^ ]*' "$SERVER_FILE" "$CLIENT_FILE" | sed 's,^secrets://,,' | sort -u)
}

# What all processes are given.
common() {
  : >"$REPORT"
  found "image ${STAND_IN_VERSION:-unknown}"
  found "user $(id -u):$(id -g)"
  found "capabilities $(awk '/^CapBnd/ { print $2 }' /proc/self/status)"
  file "$SERVER_FILE"
  file "$CLIENT_FILE"
  section "$CLIENT_FILE" jindosdk
  credentials
  if [ -n "${HADOOP_CONF_DIR:-}" ]; then
    file "$HADOOP_CONF_DIR/hdfs-site.xml"
    file /hdfs-site.xml
  fi
}

# One question to the first master that answers.
ask() {
  local address
  for address in ${CLIENT_NAMESPACE_RPC_ADDRESS//,/ }; do
    if { exec 3<>"/dev/tcp/${address%:*}/${address##*:}"; } 2>/dev/null; then
      printf '%s\n' "$1" >&3
      cat <&3
      exec 3>&-
      return
    fi
  done
  printf 'no master answers at %s\n' "$CLIENT_NAMESPACE_RPC_ADDRESS" >&2
  return 1
}

# The same, with an error when the master says that it is one.
demand() {
  local answer
  answer=$(ask "$1") || return
  printf '%s\n' "$answer"
  case $answer in error*) return 1 ;; esac
}
