# Sourced by ./strowger and ./mvnw: sets JAVA_HOME to a JDK of this release or newer, or explains what to install.

WANTED_JDK=25

jdk_version() { # prints the feature release of the JDK in directory $1; fails when there is no JDK
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 1
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | grep . && return 0
    fi
    "$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | grep .
}

jdk_fits() {
    local version
    version=$(jdk_version "$1") || return 1
    [ "$version" -ge "$WANTED_JDK" ]
}

find_jdk() {
    local java candidate
    if [ -n "${JAVA_HOME:-}" ] && jdk_fits "$JAVA_HOME"; then
        export JAVA_HOME
        return 0
    fi
    java=$(command -v java || true)
    if [ -n "$java" ]; then
        candidate=$(dirname "$(dirname "$(readlink -f "$java")")")
        if jdk_fits "$candidate"; then
            export JAVA_HOME="$candidate"
            return 0
        fi
    fi
    for candidate in /usr/lib/jvm/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
            /opt/* /usr/java/* /usr/local/*jdk*; do
        if jdk_fits "$candidate"; then
            export JAVA_HOME="$candidate"
            return 0
        fi
    done
    cat >&2 <<END
Strowger needs a JDK $WANTED_JDK or newer, and none was found (looked at JAVA_HOME, java on the PATH, /usr/lib/jvm,
~/.sdkman, ~/.jdks, /opt, /usr/java, /usr/local). Install one, for instance:
  Debian, Ubuntu:   apt-get install openjdk-$WANTED_JDK-jdk-headless     (or the package temurin-$WANTED_JDK-jdk)
  Fedora:           dnf install java-$WANTED_JDK-openjdk-devel
  any, by SDKMAN:   sdk install java $WANTED_JDK-tem
or unpack one anywhere and set JAVA_HOME to its directory. Then run this command again.
END
    return 1
}
