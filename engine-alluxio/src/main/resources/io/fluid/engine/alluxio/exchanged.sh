# Ends a process when a Secret of the mount at "/" is exchanged, for Alluxio takes over no change of its root: Kubernetes
# starts the container again, and the process finds what it had. Sourced, not run.
#
#   FLUID_ROOT_SECRETS     names of those Secrets, with blanks between them; none when unset
#   FLUID_SECRETS          folder with one folder per Secret
#   FLUID_EXCHANGE_PAUSE   seconds between two looks at them
#   FLUID_TERMINATION_LOG  file that tells Kubernetes why the container ended

# A Secret is a symbolic link that Kubernetes exchanges.
root_secrets() {
  for secret in ${FLUID_ROOT_SECRETS:-}; do
    readlink "$FLUID_SECRETS/$secret/..data" || :
  done
}

# Ends this process, or what it becomes by exec, once the Secrets are others than $1 tells.
end_when_exchanged() {
  [ -n "${FLUID_ROOT_SECRETS:-}" ] || return 0
  (
    while [ "$(root_secrets)" = "$1" ]; do
      kill -0 $$ 2>/dev/null || exit 0
      sleep "$FLUID_EXCHANGE_PAUSE"
    done
    printf 'a Secret of the mount at / was exchanged' >"$FLUID_TERMINATION_LOG"
    while kill -TERM $$ 2>/dev/null; do
      sleep 1
    done
  ) &
}
