#!/bin/sh
# Makes sure that the volume exists and mounts it in the foreground; or warms folders of it; or copies from one address
# to another without mounting it.
#
#   FLUID_EDITION          community or enterprise
#   FLUID_VOLUME           name of the volume
#   FLUID_MOUNT            where it is mounted
#   FLUID_FORMAT           true: format it; does no harm to a volume that exists; update: only if it exists
#   FLUID_FORMAT_COUNT     number of arguments of format (community) or auth (enterprise)
#   FLUID_FORMAT_n         argument number n, from 0
#   FLUID_MOUNT_COUNT      number of arguments of mount
#   FLUID_MOUNT_n          argument number n; one that warms is told to go to the background
#   FLUID_QUOTA            capacity of FLUID_QUOTA_PATH in GiB; empty for none
#   FLUID_QUOTA_PATH       folder that it holds for
#   FLUID_WARM_COUNT       number of folders to warm; empty: serve until told to stop
#   FLUID_WARM_PATH_n      folder number n, relative to the mount
#   FLUID_WARM_OPTIONS     number of further arguments of warmup
#   FLUID_WARM_OPTION_n    argument number n
#   FLUID_WARM_TIMEOUT     time for one folder, as timeout(1) takes it
#   FLUID_SYNC_FROM        where to copy from, as juicefs sync takes it, without keys; empty: do not copy
#   FLUID_SYNC_TO          where to copy to
#   FLUID_SYNC_OPTIONS     number of further arguments of sync
#   FLUID_SYNC_OPTION_n    argument number n
#   FLUID_SYNC_TIMEOUT     time for all of it, as timeout(1) takes it
#   FLUID_PATIENCE         time for the metadata engine's first answer, as timeout(1) takes it
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended
# Secrets: METAURL and SESSION_TOKEN (community), TOKEN, ACCESS_KEY2 and SECRET_KEY2 (enterprise), ACCESS_KEY, SECRET_KEY
# and what the user names; of the two ends of a copy FLUID_SYNC_FROM_ACCESS_KEY, FLUID_SYNC_FROM_SECRET_KEY,
# FLUID_SYNC_FROM_TOKEN and the same with TO.
set -eu

not_shown="what JuiceFS said is not shown, for it repeats a secret"

fail() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
  exit 1
}

# Each byte as %xx.
escaped() {
  printf '%s' "$1" | od -A n -v -t x1 | tr -d ' \n' | sed 's/../%&/g'
}

# Whether user and password in the address of the metadata have what no URL has there.
no_url() {
  # MySQL takes a password as it is; the name of a file may have an @.
  case ${METAURL:-} in
    mysql://* | sqlite3://* | badger://*) return 1 ;;
    *@*) ;;
    *) return 1 ;;
  esac
  keys=${METAURL#*://}
  printf '%s' "${keys%@*}" | sed 's/%[0-9A-Fa-f][0-9A-Fa-f]//g' | grep -q "[^A-Za-z0-9._:~!\$&'()*+,;=@-]"
}

# Calls "$@" with the secrets, each as it is and as it stands in an address.
with_secrets() {
  address=
  password=
  case ${METAURL:-} in
    *@* | *password=*)
      address=${METAURL#*://}
      password=${address%@*}
      password=${password#*:}
      ;;
  esac
  # MySQL's client takes what is before a slash in a password for the name of a network, and says so.
  for secret in "$address" "$password" "${password%%/*}" "${META_PASSWORD:-}" \
    "${TOKEN:-}" "${SECRET_KEY:-}" "${SECRET_KEY2:-}" "${SESSION_TOKEN:-}" \
    "${FLUID_SYNC_FROM_SECRET_KEY:-}" "${FLUID_SYNC_FROM_TOKEN:-}" \
    "${FLUID_SYNC_TO_SECRET_KEY:-}" "${FLUID_SYNC_TO_TOKEN:-}"; do
    # Without line breaks at its end, as it came into an address.
    secret=$(printf '%s' "$secret")
    [ -z "$secret" ] || set -- "$@" "$secret" "$(escaped "$secret")"
  done
  "$@"
}

# Whether "$1" repeats one of the others.
repeats() {
  said=$1
  shift
  for secret in "$@"; do
    case $said in
      *"$secret"*) return 0 ;;
    esac
  done
  return 1
}

# Whether "$1" repeats a secret.
repeats_secret() {
  with_secrets repeats "$1"
}

# What it reads, line by line as it comes: nothing of a line that repeats one of "$@", and no keys of other addresses.
# Addresses are often encoded anew when they are told.
without() {
  while IFS= read -r line || [ -n "$line" ]; do
    if repeats "$line" "$@"; then
      line=$not_shown
    fi
    case $line in
      *://*@*) line=$(printf '%s\n' "$line" | sed 's|://[^/[:space:]]*@|://****@|g') ;;
    esac
    printf '%s\n' "$line"
  done
}

# The last line of what a program said, without time, process and place in its source: the same trouble has the same
# words. More people read them than Secrets. Of an address that is no URL they have parts that nobody can tell from others.
reason() {
  words=$(printf '%s\n' "$1" | tail -n 1 |
    sed -e 's/^.*juicefs\[[0-9]*\] <[A-Z]*>: //' -e 's/ \[[^] ]*@[^] ]*:[0-9]*\]$//')
  if no_url; then
    words="metaurl is no URL: special characters in its user and password must be percent-encoded, as %23 for #"
  elif repeats_secret "$words"; then
    words=$not_shown
  fi
  printf '%s\n' "$words"
}

# Runs a program of which the last line of output is the reason when it fails.
explained() {
  what=$1
  shift
  if ! answer=$("$@" 2>&1); then
    fail "$what: $(reason "$answer")"
  fi
  printf '%s\n' "$answer"
}

# Calls "$3…" with the arguments that variables "$1"0 to "$1"("$2"-1) hold.
with_arguments() {
  prefix=$1
  count=$2
  shift 2
  number=0
  while [ "$number" -lt "$count" ]; do
    set -- "$@" "$(printenv "$prefix$number")"
    number=$((number + 1))
  done
  "$@"
}

# Mounts with the words "$@" before the command, so that it may replace this shell or be watched.
mount_volume() {
  with_arguments FLUID_MOUNT_ "$FLUID_MOUNT_COUNT" "$@" juicefs mount "$source" "$FLUID_MOUNT"
}

# The address in variable "$1" with the keys that belong into it.
with_keys() {
  address=$(printenv "$1")
  if key=$(printenv "$1_ACCESS_KEY"); then
    keys=$(escaped "$key"):$(escaped "$(printenv "$1_SECRET_KEY" || true)")
    # JuiceFS takes the token out before it reads the address.
    token=$(printenv "$1_TOKEN" || true)
    address=${address%%://*}://$keys${token:+:$token}@${address#*://}
  fi
  printf '%s' "$address"
}

# Copies with the arguments "$@".
copy() {
  timeout "$FLUID_SYNC_TIMEOUT" juicefs sync "$@" "$(with_keys FLUID_SYNC_FROM)" "$(with_keys FLUID_SYNC_TO)"
}

if [ "$FLUID_EDITION" = community ]; then
  [ -n "${METAURL:-}" ] || fail "the secret of option metaurl is empty"
  source=$METAURL
  # Other commands try for minutes, without a word, to reach metadata that is not there.
  code=0
  answer=$(timeout "$FLUID_PATIENCE" juicefs status "$METAURL" 2>&1) || code=$?
  if [ "$code" = 124 ]; then
    fail "metadata of $FLUID_VOLUME: no answer within $FLUID_PATIENCE: $(reason "$answer")"
  elif [ "$code" != 0 ] && [ "$FLUID_FORMAT" != true ]; then
    fail "metadata of $FLUID_VOLUME: $(reason "$answer")"
  fi
  if [ "$FLUID_FORMAT" != false ]; then
    set --
    [ -z "${SESSION_TOKEN:-}" ] || set -- "--session-token=$SESSION_TOKEN"
    with_arguments FLUID_FORMAT_ "$FLUID_FORMAT_COUNT" \
      explained "format of $FLUID_VOLUME" juicefs format "$METAURL" "$FLUID_VOLUME" "$@"
  fi
  if [ -n "$FLUID_QUOTA" ]; then
    explained "quota of $FLUID_QUOTA_PATH" \
      juicefs quota set "$METAURL" --create --path "$FLUID_QUOTA_PATH" --capacity "$FLUID_QUOTA"
  fi
else
  source=$FLUID_VOLUME
  set --
  [ -z "${TOKEN:-}" ] || set -- "$@" "--token=$TOKEN"
  [ -z "${ACCESS_KEY:-}" ] || set -- "$@" "--access-key=$ACCESS_KEY"
  [ -z "${SECRET_KEY:-}" ] || set -- "$@" "--secret-key=$SECRET_KEY"
  [ -z "${ACCESS_KEY2:-}" ] || set -- "$@" "--access-key2=$ACCESS_KEY2"
  [ -z "${SECRET_KEY2:-}" ] || set -- "$@" "--secret-key2=$SECRET_KEY2"
  with_arguments FLUID_FORMAT_ "$FLUID_FORMAT_COUNT" \
    explained "auth of $FLUID_VOLUME" juicefs auth "$FLUID_VOLUME" "$@"
fi

if [ -n "${FLUID_SYNC_FROM:-}" ]; then
  end=$(mktemp -d)
  # A pipe tells the exit code of its last program only.
  {
    with_arguments FLUID_SYNC_OPTION_ "$FLUID_SYNC_OPTIONS" copy 2>&1 || echo "$?" >"$end/code"
  } | with_secrets without | tee -a /dev/stderr | tail -n 1 >"$end/words"
  [ -e "$end/code" ] || exit 0
  [ "$(cat "$end/code")" != 124 ] || fail "copy of $FLUID_SYNC_FROM: not done within $FLUID_SYNC_TIMEOUT"
  fail "copy of $FLUID_SYNC_FROM: $(reason "$(cat "$end/words")")"
fi

mkdir -p "$FLUID_MOUNT"
if [ -z "${FLUID_WARM_COUNT:-}" ]; then
  mount_volume exec
fi

mount_volume explained "mount of $FLUID_VOLUME"
trap 'umount -l "$FLUID_MOUNT"' EXIT
folder=0
while [ "$folder" -lt "$FLUID_WARM_COUNT" ]; do
  path=$FLUID_MOUNT$(printenv "FLUID_WARM_PATH_$folder")
  [ -e "$path" ] || fail "load of $(printenv "FLUID_WARM_PATH_$folder"): there is no such path"
  with_arguments FLUID_WARM_OPTION_ "$FLUID_WARM_OPTIONS" \
    explained "load of $path" timeout "$FLUID_WARM_TIMEOUT" juicefs warmup "$path"
  folder=$((folder + 1))
done
