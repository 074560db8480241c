# SPDX-License-Identifier: Apache-2.0
# Sourced by ./strowger and ./mvnw: sets JAVA_HOME to a JDK of version 25 or newer, whatever PATH holds.
# Order: $JAVA_HOME, the usual places (newest first), java on PATH. Says plainly what to install when there is none.

jdk_version() { # prints the feature version of the JDK in $1, or nothing
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_is_recent() { v=$(jdk_version "$1"); [ -n "$v" ] && [ "$v" -ge 25 ]; }

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && jdk_is_recent "$JAVA_HOME"; then return 0; fi
  set +f
  for jdk in /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -d "$jdk" ] && jdk_is_recent "$jdk"; then JAVA_HOME=$jdk; export JAVA_HOME; return 0; fi
  done
  onpath=$(command -v java 2>/dev/null) && onpath=$(readlink -f "$onpath") && onpath=${onpath%/bin/java} &&
    jdk_is_recent "$onpath" && { JAVA_HOME=$onpath; export JAVA_HOME; return 0; }
  echo "strowger: no JDK 25 or newer found. Install one (Debian, Ubuntu: apt install temurin-25-jdk or openjdk-25-jdk), or set JAVA_HOME to it." >&2
  return 1
}

find_jdk || exit 1
