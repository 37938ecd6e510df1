#!/usr/bin/env bash
# kill -9 under load, start again on the same data: every open call is ended in the records, with its final callback.
# Options: --times N (10), --rate N calls a second (50), --seed N (moments of the kills).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g "$here/SoakKill.java" "$@"
