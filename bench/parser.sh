#!/usr/bin/env bash
# Parser: messages per second and bytes allocated per message, against the figures of shared/spec/stack.md section 1.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
pin=()
command -v taskset >/dev/null && pin=(taskset -c 0)
exec "${pin[@]}" "$JAVA" -Xmx512m -XX:+UseSerialGC -cp "$CLASSPATH" "$here/bench/Parser.java" "$here/bench/history.jsonl"
