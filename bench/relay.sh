#!/usr/bin/env bash
# What a bridged call costs: 100 and 300 calls through <Dial><Sip> between two load generators, beside rtpengine (user
# space) and a C relay (relay-floor.c) handing over the same streams in the same run. Each of the three sits on core 0
# in its turn, the generators and the application on core 1. Options: --seconds N for each window, --calls N,N,...
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
out="$STROWGER_LAUNCHER_HOME/target/bench"
mkdir -p "$out"
cc -O2 -o "$out/sipload" "$here/sipload.c" -lm
cc -O2 -Wall -Wextra -Werror -o "$out/relay-floor" "$here/relay-floor.c"
exec taskset -c 1 "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$here/Relay.java" "$STROWGER_LAUNCHER_HOME" "$@"
