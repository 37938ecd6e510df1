#!/usr/bin/env bash
# What a call costs: churn (document over HTTP, 1 s of audio, hang-up), answer and hang-up alone, 100 calls playing.
# CPU is that of the product's whole process tree, pinned to core 0; generator, application and yardstick sit on core 1
# (the yardstick, a C user agent without timers, on core 0 in its turn). Options: --seconds N for each window.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
mkdir -p "$STROWGER_LAUNCHER_HOME/target/bench"
cc -O2 -o "$STROWGER_LAUNCHER_HOME/target/bench/sipload" "$here/sipload.c" -lm
exec taskset -c 1 "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$here/Calls.java" "$STROWGER_LAUNCHER_HOME" "$@"
