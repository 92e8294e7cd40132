# Sourced by the other scripts: cache folder, free ports, downloads from Maven, processes kept by a pid file.
# shellcheck shell=bash
CACHE=${KSMLC_CACHE:-$HOME/.cache/ksmlc}
mkdir -p "$CACHE"

fail() { echo "${0##*/}: $*" >&2; exit 1; }

# A port below the ephemeral range, so that no outgoing connection takes it in between.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# once NAME COMMAND...: runs COMMAND with an empty folder as last argument, which becomes $CACHE/NAME;
# parallel callers wait for each other, and a failed try leaves nothing behind.
once() {
  local name=$1; shift
  [ ! -d "$CACHE/$name" ] || return 0
  exec 9>"$CACHE/$name.lock"; flock 9
  if [ ! -d "$CACHE/$name" ]; then
    local tmp; tmp=$(mktemp -d "$CACHE/tmp.XXXXXX")
    if ! "$@" "$tmp" >"$tmp.log" 2>&1; then cat "$tmp.log" >&2; rm -rf "$tmp" "$tmp.log"; fail "could not fetch $name"; fi
    mv "$tmp" "$CACHE/$name"; rm "$tmp.log"
  fi
  exec 9>&-
}

# maven_libs G:A:V ... FOLDER: these artifacts and all that they need at run time, as jars in FOLDER
maven_libs() {
  local out=${*: -1} dependency
  {
    echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    echo '<groupId>ksmlc</groupId><artifactId>broker</artifactId><version>1</version><dependencies>'
    for dependency in "${@:1:$#-1}"; do
      IFS=: read -r g a v <<<"$dependency"
      echo "<dependency><groupId>$g</groupId><artifactId>$a</artifactId><version>$v</version></dependency>"
    done
    echo '</dependencies></project>'
  } >"$out/pom.xml"
  mvn -q -B -f "$out/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$out"
}

# running DIR: is the process of DIR/pid alive, and really ours?
running() { [ -f "$1/pid" ] && ps -o args= -p "$(cat "$1/pid")" 2>/dev/null | grep -qF "$1/"; }

# await DIR SECONDS CHECK...: until CHECK succeeds; fails with the log's errors and tail when the process ends or time is up
await() {
  local dir=$1 deadline=$((SECONDS + $2)); shift 2
  until "$@"; do
    if ! running "$dir" || [ $SECONDS -ge $deadline ]; then
      grep -E -A 2 'ERROR|FATAL|^Error|Caused by' "$dir/log" | head -n 20 >&2 || true
      tail -n 20 "$dir/log" >&2
      fail "not ready: see $dir/log"
    fi
    sleep 0.1
  done
}

# end DIR SIGNAL: and wait until the process is gone
end() {
  running "$1" || { rm -f "$1/pid"; return 0; }
  local pid i; pid=$(cat "$1/pid"); kill "-$2" "$pid"
  for ((i = 0; i < 300; i++)); do
    kill -0 "$pid" 2>/dev/null || { rm -f "$1/pid"; return 0; }
    sleep 0.1
  done
  kill -KILL "$pid"; rm -f "$1/pid"; fail "$1 did not stop in 30 s: killed"
}
