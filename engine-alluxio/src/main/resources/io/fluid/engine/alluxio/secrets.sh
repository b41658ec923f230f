# What scripts share that read secrets: sourced, not run.
#
#   FLUID_SECRETS          folder with one folder per Secret and one file per key
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended

newline='
'

fail() {
  printf '%s\n' "$1" >&2
  printf '%s' "$1" >"$FLUID_TERMINATION_LOG"
  exit 1
}

# Puts the content of secret file $1 into $value.
read_secret() {
  [ -r "$FLUID_SECRETS/$1" ] || fail "secret $1: there is no Secret ${1%%/*} with a key ${1#*/}"
  value=$(
    cat "$FLUID_SECRETS/$1"
    printf x
  )
  value=${value%x}
  case $value in
    *"$newline"*) fail "secret $1: has a line break; write it without (printf, not echo)" ;;
    *'${'*) fail "secret $1: has \${, which Alluxio would replace" ;;
    *'"') fail "secret $1: ends with a quotation mark, which Alluxio would drop" ;;
    *[!\ -~]*) fail "secret $1: has characters other than printable ASCII" ;;
  esac
}
