#!/usr/bin/env bash
# kill -9 under load of work distribution by REST, on real PostgreSQL: half of them of one server that is started again,
# half of two servers where the standby takes over. What was acknowledged is there, what follows was told, once.
# Options: --times N (200), --rate N tasks a second (20), --seed N (moments of the kills),
# --only restart|takeover.
# The code is WorkKillSoak, beside the test that does the same five times.
set -euo pipefail
home="$STROWGER_LAUNCHER_HOME"
cd "$home"
./mvnw -o -q -pl server -am test-compile
rm -rf target/bench/workkill # a copy: a build during the soak must not change it
mkdir -p target/bench
cp -r server/target/test-classes target/bench/workkill
product="$CLASSPATH"
unset CLASSPATH
exec "$JAVA" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx1g --enable-native-access=ALL-UNNAMED \
    -Dstrowger.product="$product" -cp "target/bench/workkill:$product" \
    io.strowger.server.crash.WorkKillSoak "$@"
