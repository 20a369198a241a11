#!/bin/sh
exec /opt/Sealpost/resources/bin/sealpost "$@"
