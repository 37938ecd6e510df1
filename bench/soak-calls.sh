#!/usr/bin/env bash
# Real calls by the ten thousand: none fails, and nothing is left of them (rulings: "No leak, memory flat").
# Options: --calls N (20000), --rate N a second (50), --dial (each to a called party).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
. "$here/env-soak.inc"
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g "$here/SoakCalls.java" "$@"
