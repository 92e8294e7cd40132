#!/usr/bin/env bash
# A real schema registry (Apicurio Registry, in memory) on 127.0.0.1, from its published Maven artifact. Needs bash, curl, Maven,
# flock and Java 17; with Java 21 beside it a newer registry is taken.
#   registry.sh ensure DIR [PORT]   start, unless it runs already; callers at the same time share one. PORT 0: a free one
#   registry.sh stop DIR
#   registry.sh able                exit code 0 when this machine can run it, else says what is missing
# ensure prints the address of its API in Confluent's form once it answers. DIR is left for you to delete.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

# java_from N: the default java if it is N or later, else one that is installed beside it
java_from() {
  local java beside
  java=$(readlink -f "$(command -v java)") || return 1
  beside=${java%/*/*/*}
  for java in "$java" "$beside"/*/bin/java; do
    [ -x "$java" ] || continue
    [ "$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')" -ge "$1" ] && { echo "$java"; return; }
  done
  return 1
}

if java=$(java_from 21); then version=3.3.3; else version=3.0.9; java=$(java_from 17) || java=; fi

able() {
  local tool
  for tool in flock curl tar; do command -v "$tool" >/dev/null || { echo "there is no $tool"; return 1; }; done
  [ -n "$java" ] || { echo 'Java 17 or newer is needed'; return 1; }
  [ -d "$CACHE/apicurio-$version" ] || command -v mvn >/dev/null || { echo "there is no mvn to fetch the registry"; return 1; }
}

[ "${1:-}" != able ] || { able; exit; }
[ $# -ge 2 ] || fail "usage: ensure DIR [PORT] | stop DIR | able"
mkdir -p "$2"; command=$1 dir=$(cd "$2" && pwd); shift 2

unpacked() { # FOLDER
  mvn -q -B dependency:copy -Dartifact="io.apicurio:apicurio-registry-app:$version:tar.gz:all" -DoutputDirectory="$1" &&
    tar -xzf "$1"/*-all.tar.gz -C "$1" && rm "$1"/*-all.tar.gz
}

url() { cat "$dir/url"; }
ready() { curl -sf -o /dev/null -m 2 "$(url)/subjects"; }

start() {
  once "apicurio-$version" unpacked
  local port=${1:-0} jar
  [ "$port" != 0 ] || port=$(free_port)
  echo "http://127.0.0.1:$port/apis/ccompat/v7" >"$dir/url"
  jar=$(find "$CACHE/apicurio-$version" -maxdepth 1 -name '*-run*.jar')
  # Without the lock of `ensure`, which the registry would hold for as long as it lives
  nohup "$java" -Xmx300m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$dir/" -Dquarkus.http.host=127.0.0.1 \
    -Dquarkus.http.port="$port" -Dquarkus.management.host=127.0.0.1 -Dquarkus.management.port=0 \
    -jar "$jar" >"$dir/log" 2>&1 </dev/null 8>&- &
  echo $! >"$dir/pid"
  await "$dir" 90 ready
  # Confluent's default; this registry's own is NONE
  curl -sf -o /dev/null -X PUT -H 'content-type: application/json' -d '{"compatibility":"BACKWARD"}' "$(url)/config"
}

case $command in
ensure)
  exec 8>"$dir/lock"; flock 8
  running "$dir" && ready || start "$@"
  url
  ;;
stop) end "$dir" TERM ;;
*) fail "unknown command: $command" ;;
esac
