#!/usr/bin/env bash
# Tasks made durable on the bundled PostgreSQL: from the request to the worker's reservation, over REST and below it, with
# both cores shared by everything; beside plain inserts into the same PostgreSQL. Options: --seconds N for each window
# (10), --parts below,rest,restart, --rates R,R, --tasks N that wait at a restart (100000). Appends to bench/history.jsonl.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
# shellcheck disable=SC2086
exec "$JAVA" $JAVA_FLAGS ${WORK_FLAGS:-} -cp "$CLASSPATH" "$here/WorkDurable.java" "$@"
