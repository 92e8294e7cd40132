#!/usr/bin/env bash
# A real single-node Kafka broker (KRaft) on 127.0.0.1, from its published Maven artifacts. Needs bash, Java 17, Maven and flock.
#   kafka.sh start DIR [PORT] [key=value ...]   PORT 0: a free one. Formats DIR on first use; later starts keep port and data
#   kafka.sh ensure DIR [PORT] [key=value ...]  start, unless it runs already; callers at the same time share one
#   kafka.sh stop DIR      clean stop           kafka.sh kill DIR      kill -9
#   kafka.sh able          exit code 0 when this machine can run it, else says what is missing
# start prints the bootstrap address once the broker answers. DIR is left for you to delete.
# KAFKA_VERSION, KAFKA_JAVA, KAFKA_HEAP choose. KAFKA_SASL=1: SASL_SSL on PORT with PLAIN, SCRAM-SHA-256
# and SCRAM-SHA-512, user alice, password secret; the certificate to trust is DIR/ca.pem.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
version=${KAFKA_VERSION:-4.4.0}
java=${KAFKA_JAVA:-java}

able() {
  local tool major
  for tool in flock ps od "$java"; do command -v "$tool" >/dev/null || { echo "there is no $tool"; return 1; }; done
  major=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${major:-0}" -ge 17 ] || { echo "Java 17 or newer is needed, this is ${major:-unknown}"; return 1; }
  [ -d "$CACHE/kafka-$version" ] || command -v mvn >/dev/null || { echo "there is no mvn to fetch the broker"; return 1; }
}

[ "${1:-}" != able ] || { able; exit; }
[ $# -ge 2 ] || fail "usage: start|ensure DIR [PORT] [key=value ...] | stop DIR | kill DIR | able"
mkdir -p "$2"; command=$1 dir=$(cd "$2" && pwd); shift 2
config=$dir/server.properties
jvm=("$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$CACHE/kafka-$version/*"
  -Dorg.slf4j.simpleLogger.showDateTime=true -Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS)

# The plaintext port of the broker, which SASL brokers have too, for the readiness check and for other brokers.
plain_port() { sed -n 's/^listeners=.*PLAINTEXT:\/\/[^:]*:\([0-9]*\).*/\1/p' "$config" | tail -n 1; }

# ApiVersions v0 by hand: a broker answers only once it has joined its cluster.
answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$(plain_port)"
    printf '\0\0\0\x0a\0\x12\0\0\0\0\0\x01\xff\xff' >&3
    [ "$(timeout 2 head -c 10 <&3 | od -An -tx1 | tr -d ' \n' | cut -c9-)" = 000000010000 ]) 2>/dev/null
}

configure() {
  local port=${1:-0} inner listeners scram=(); shift || true
  [ "$port" != 0 ] || port=$(free_port)
  inner=$(free_port) listeners="PLAINTEXT://127.0.0.1:$port"
  if [ -n "${KAFKA_SASL:-}" ]; then
    listeners="SASL_SSL://localhost:$port,PLAINTEXT://127.0.0.1:$(free_port)"
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=localhost -keyout "$dir/key.pem" -out "$dir/ca.pem" \
      -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2>"$dir/format.log"
    cat "$dir/key.pem" "$dir/ca.pem" >"$dir/keystore.pem"
    scram=(--add-scram 'SCRAM-SHA-256=[name=alice,password=secret]' --add-scram 'SCRAM-SHA-512=[name=alice,password=secret]')
  fi
  cat >"$config" <<END
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$inner
listeners=$listeners,CONTROLLER://127.0.0.1:$inner
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=$dir/data
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.retention.ms=-1
END
  [ -z "${KAFKA_SASL:-}" ] || cat >>"$config" <<END
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="secret";
listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.type=PEM
ssl.keystore.location=$dir/keystore.pem
END
  [ $# = 0 ] || printf '%s\n' "$@" >>"$config" # the last value of a key wins
  "${jvm[@]}" -Xmx64m kafka.tools.StorageTool format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$config" "${scram[@]}" >>"$dir/format.log" 2>&1 ||
    { rm "$config"; cat "$dir/format.log" >&2; fail "could not format $dir"; }
}

start() {
  ! running "$dir" || fail "$dir is running already"
  once "kafka-$version" maven_libs "org.apache.kafka:kafka_2.13:$version" org.slf4j:slf4j-simple:1.7.36
  [ -f "$config" ] || configure "$@"
  # Without the lock of `ensure`, which the broker would hold for as long as it lives
  nohup "${jvm[@]}" "-Xmx${KAFKA_HEAP:-512m}" kafka.Kafka "$config" >"$dir/log" 2>&1 </dev/null 8>&- &
  echo $! >"$dir/pid"
  await "$dir" 60 answers
}

address() { sed -n 's/^listeners=[^/]*\/\/\([^,]*\),.*/\1/p' "$config" | tail -n 1; }

case $command in
start) start "$@"; address ;;
ensure)
  exec 8>"$dir/lock"; flock 8
  running "$dir" && answers || start "$@"
  address
  ;;
stop) end "$dir" TERM ;;
kill) end "$dir" KILL ;;
*) fail "unknown command: $command" ;;
esac
