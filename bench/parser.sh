#!/usr/bin/env bash
# What a SIP message costs to read and write: CPU and bytes allocated per message, beside jain-sip in the same run.
# Options: --seconds N for each row's window. jain-sip is a yardstick only: it is taken from the local Maven repository,
# fetched into it when it is not there, and never shipped; without it the constants of an earlier run stand in.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
home="$STROWGER_LAUNCHER_HOME"
repository="${MAVEN_REPOSITORY:-$HOME/.m2/repository}"
jars=(javax/sip/jain-sip-ri/1.3.0-91/jain-sip-ri-1.3.0-91.jar javax/sip/jain-sip-api/1.2.0/jain-sip-api-1.2.0.jar
    log4j/log4j/1.2.14/log4j-1.2.14.jar)
yardstick=""
for jar in "${jars[@]}"; do
    if [ ! -e "$repository/$jar" ]; then
        version=$(basename "$(dirname "$jar")")
        artifact=$(basename "$(dirname "$(dirname "$jar")")")
        group=$(dirname "$(dirname "$(dirname "$jar")")")
        "$home/mvnw" -B -q dependency:get -Dtransitive=false -Dartifact="${group//\//.}:$artifact:$version" \
            > /dev/null || true
    fi
    if [ ! -e "$repository/$jar" ]; then
        echo "parser: no $jar, so jain-sip's figures are constants" >&2
        yardstick=""
        break
    fi
    yardstick="$yardstick:$repository/$jar"
done
classes="$home/target/bench/parser"
mkdir -p "$classes"
# Compiled rather than run from source: the parser is no public API, so the benchmark is a class of its package.
"$(dirname "$JAVA")/javac" -nowarn -d "$classes" -cp "$CLASSPATH" "$here/Parser.java"
if [ -n "$yardstick" ]; then
    "$(dirname "$JAVA")/javac" -nowarn -d "$classes" -cp "$classes:$CLASSPATH$yardstick" "$here/JainSip.java"
fi
# One core, so that the compiler and the collector are counted where they run.
exec taskset -c 1 "$JAVA" -XX:+UseSerialGC -Xmx256m -cp "$classes:$CLASSPATH$yardstick" io.strowger.sip.Parser \
    "$home" "$@"
