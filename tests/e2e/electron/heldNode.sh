#!/bin/sh
# Stands in for Node when an engine is started: waits for as long as there is a file "hold" in its data folder.
# Called with: cli.js serve --data-dir DIR …
while [ -e "$4/hold" ]; do sleep 0.05; done
exec "$SEALPOST_E2E_NODE" "$@"
