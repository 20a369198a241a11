#!/bin/sh
# The command line of an installed Sealpost: the app's own Electron, as plain Node.
bin=$(dirname -- "$(readlink -f -- "$0")")
ELECTRON_RUN_AS_NODE=1 exec "$bin/../../sealpost-desktop" --max-semi-space-size=8 --max-old-space-size=1024 "$bin/../app.asar/out/main/cli.js" "$@"
