#!/usr/bin/env bash
# One account makes 50,000 tasks from 32 connections as fast as they are taken; another account's single tasks meanwhile:
# each is offered to its worker in the answer's own transaction, and that answer is timed, before, during and after the
# flood (requirement 2.5: one tenant's flood does not starve another).
# Options: --tasks N (50000), --probes N (100).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -Xmx1g "$here/SoakWorkFlood.java" "$@"
