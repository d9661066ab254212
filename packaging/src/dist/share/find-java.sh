# Sourced by the launchers and by packaging/prerequisites: finds a Java of at least $1 without starting one where that can be avoided.

# Sets reeve_major to the major version that the Java in folder $1 says it has, or to 0.
reeve_java_major() {
  reeve_major=0
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r reeve_line || [ -n "$reeve_line" ]; do
    case $reeve_line in
      JAVA_VERSION=*)
        reeve_line=${reeve_line#JAVA_VERSION=}
        reeve_line=${reeve_line#\"}
        reeve_major=${reeve_line%%[!0-9]*}
        reeve_major=${reeve_major:-0}
        return 0
        ;;
    esac
  done <"$1/release"
}

# Sets reeve_java_home to the folder of a Java of version $1 or newer that has the program $2; fails where there is none.
reeve_find_java() {
  for reeve_java_home in "${JAVA_HOME:-}" "${REEVE_JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -n "$reeve_java_home" ] && [ -x "$reeve_java_home/bin/$2" ] || continue
    reeve_java_major "$reeve_java_home"
    [ "$reeve_major" -ge "$1" ] && return 0
  done
  reeve_java_home=$(command -v "$2") || return 1
  reeve_java_home=$(readlink -f -- "$reeve_java_home") || return 1
  reeve_java_home=${reeve_java_home%/bin/*}
  reeve_java_major "$reeve_java_home"
  [ "$reeve_major" -ge "$1" ]
}
