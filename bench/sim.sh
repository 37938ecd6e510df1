#!/usr/bin/env bash
# Simulated calls a second, 100,000 calls twice with one digest: ./strowger bench sim [--calls N] [--seed S] [--rate R].
# Appends a line to bench/history.jsonl; fails when an auditor's finding or another digest comes out.
# shellcheck disable=SC2086
exec "$JAVA" $JAVA_FLAGS -Xmx2g -Xmn600m -XX:+UseSerialGC -Djdk.virtualThreadScheduler.parallelism=1 \
    io.strowger.sim.SimulatorMain --calls 100000 --twice --history "$STROWGER_LAUNCHER_HOME/bench/history.jsonl" "$@"
