#!/usr/bin/env bash
# A queue of real callers and agents who take them at once, hang-ups among them: order kept, nobody lost or joined twice.
# Options: --callers N (500), --agents N (50).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx512m "$here/SoakQueue.java" "$@"
