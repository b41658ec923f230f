# Holds back what starts after this container until the application can see the data; gives up after two minutes.
tries=600
until [ -e "$FLUID_EXCHANGE/shown" ]; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || { echo "nothing was mounted at $FLUID_MOUNT_PATH within two minutes" >&2; exit 1; }
    sleep 0.2
done
