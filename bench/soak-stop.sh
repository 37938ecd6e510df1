#!/usr/bin/env bash
# A stop under load: the first SIGTERM drains, the second hangs up, and no database is left behind.
# Options: --rate N calls a second (20).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g "$here/SoakStop.java" "$@"
