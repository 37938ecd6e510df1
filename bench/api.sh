#!/usr/bin/env bash
# What a request to the REST API costs on the bundled PostgreSQL with a million call records: fetch one, list 50, create
# a call (durable), beside a bare answer (GET /health) in the same run. CPU is that of the product's whole process tree;
# both cores are shared by everything. Options: --seconds N for each window (10), --rows N (1000000).
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
exec "$JAVA" -XX:+UseSerialGC -Xmx512m -cp "$CLASSPATH" "$here/Api.java" "$@"
