# Holds back what starts after the prefetcher until its first argument, the file with its outcome, is there. A prefetcher
# that takes too long only costs its benefit.
tries=$FILE_PREFETCHER_TIMEOUT_SECONDS
until [ -e "$1" ] || [ "$tries" -le 0 ]; do
    tries=$((tries - 1))
    sleep 1
done
