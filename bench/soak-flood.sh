#!/usr/bin/env bash
# One account queues 50,000 outbound calls at its pace of 5 a second; another account's single calls start within 200 ms
# each, while the flood comes in and while it stands (issue 3, must show 5).
# Options: --calls N (50000), --probes N (40).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -Xmx1g "$here/SoakFlood.java" "$@"
