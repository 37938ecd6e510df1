#!/usr/bin/env bash
# One and a half times the calls that are allowed: exact refusals, accepted calls unharmed.
# Options: --allowed N calls a second (40), --seconds N (30).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g "$here/SoakOverload.java" "$@"
