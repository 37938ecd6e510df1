#!/usr/bin/env bash
# What an expression costs to evaluate and to parse: nanoseconds and bytes allocated, alone on one core.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
classes="$STROWGER_LAUNCHER_HOME/target/bench/expressions"
mkdir -p "$classes"
"$(dirname "$JAVA")/javac" -nowarn -d "$classes" -cp "$CLASSPATH" "$here/Expressions.java"
exec taskset -c 1 "$JAVA" -XX:+UseSerialGC -Xmx256m -cp "$classes:$CLASSPATH" Expressions
