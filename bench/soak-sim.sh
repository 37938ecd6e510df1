#!/usr/bin/env bash
# 100,000 simulated calls with faults, twice: no finding, the same trace. ./strowger soak sim [--seed S]
# shellcheck disable=SC2086
exec "$JAVA" $JAVA_FLAGS -Xmx2g -Xmn600m -XX:+UseSerialGC -Djdk.virtualThreadScheduler.parallelism=1 \
    io.strowger.sim.SimulatorMain --calls 100000 --twice "$@"
