#!/usr/bin/env bash
# 10,000,000 random events of work distribution under the eyes of the auditor that the tests have for 200,000: no worker
# over capacity, no task with two workers, nobody idle beside a task that suits, order kept, every timer honoured, and
# each journal replayed to the same digest. ./strowger soak work [--events N] [--seed S]
set -euo pipefail
home="$STROWGER_LAUNCHER_HOME"
events=10000000
seed=1
while [ $# -gt 0 ]; do
    case "$1" in
        --events) events="$2"; shift 2 ;;
        --seed) seed="$2"; shift 2 ;;
        *) echo "soak work: unknown option $1" >&2; exit 2 ;;
    esac
done
cd "$home"
started=$SECONDS
./mvnw -o -q -pl work -am test -Dtest=RouterPropertyTest -Dwork.events="$events" -Dwork.seed="$seed"
echo "soak work: $events events from seed $seed held, $((SECONDS - started)) s"
