#!/bin/sh
# The command line of an installed Sealpost: the app's own Electron, as plain Node.
file=$0
while [ -L "$file" ]; do
  to=$(readlink "$file")
  case $to in /*) file=$to ;; *) file=$(dirname "$file")/$to ;; esac
done
resources=$(cd "$(dirname "$file")/.." && pwd)
ELECTRON_RUN_AS_NODE=1 exec "$resources/../MacOS/Sealpost" --max-semi-space-size=8 --max-old-space-size=1024 "$resources/app.asar/out/main/cli.js" "$@"
