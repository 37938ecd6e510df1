#!/usr/bin/env bash
# Simulated calls a second: ./strowger bench sim [--calls N] [--seed S]. Appends a line to bench/history.jsonl.
# shellcheck disable=SC2086
exec "$JAVA" $JAVA_FLAGS -Xmx2g -Xmn600m -XX:+UseSerialGC -Djdk.virtualThreadScheduler.parallelism=1 \
    io.strowger.sim.SimulatorMain --calls 20000 --history "$STROWGER_LAUNCHER_HOME/bench/history.jsonl" "$@"
