#!/usr/bin/env bash
# What a decision of work distribution costs: nanoseconds per event of the journal and bytes per task and worker, at
# three sizes, and as a yardstick with a hundred of the smallest side by side. Options: --sizes a,b,c,d,
# --events N (1,500,000) measured at each. Appends to bench/history.jsonl.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
home="$STROWGER_LAUNCHER_HOME"
classes="$home/target/bench/work"
path="$home/work/target/classes:$home/kernel/target/classes:$CLASSPATH"
mkdir -p "$classes"
"$(dirname "$JAVA")/javac" -nowarn -d "$classes" -cp "$path" "$here/Work.java"
# One core, so that the collector is counted where it runs; collector and young generation are the product's.
exec taskset -c 1 "$JAVA" -XX:+UseSerialGC -Xmn48m -Xmx10g -cp "$classes:$path" \
    io.strowger.work.bench.Work "$home" "$@"
