#!/usr/bin/env bash
# A single-node Kafka broker in a container, where there is Docker but no Java.
#   kafka-docker.sh ensure DIR   starts it unless it runs already; prints the bootstrap address
#   kafka-docker.sh stop DIR     removes it
# DIR keeps its port and the container's id. KAFKA_IMAGE chooses another image.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
image=${KAFKA_IMAGE:-apache/kafka:4.0.0}
[ $# = 2 ] || fail "usage: ensure DIR | stop DIR"
mkdir -p "$2"; dir=$(cd "$2" && pwd)

answers() { docker exec "$(cat "$dir/container")" /opt/kafka/bin/kafka-broker-api-versions.sh --bootstrap-server "127.0.0.1:$1" >/dev/null 2>&1; }

case $1 in
ensure)
  exec 8>"$dir/lock"; flock 8
  if [ ! -f "$dir/container" ]; then
    port=$(free_port); echo "$port" >"$dir/port"
    docker run --detach --rm --publish "127.0.0.1:$port:$port" \
      --env KAFKA_NODE_ID=1 --env KAFKA_PROCESS_ROLES=broker,controller \
      --env KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 --env KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
      --env "KAFKA_LISTENERS=PLAINTEXT://:$port,CONTROLLER://:9093" --env "KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:$port" \
      --env KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT \
      --env KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 --env KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1 \
      --env KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1 --env KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0 \
      --env KAFKA_AUTO_CREATE_TOPICS_ENABLE=false "$image" >"$dir/container.new"
    mv "$dir/container.new" "$dir/container"
  fi
  port=$(cat "$dir/port")
  for ((i = 0; i < 60; i++)); do answers "$port" && { echo "127.0.0.1:$port"; exit; }; sleep 1; done
  fail "not ready: docker logs $(cat "$dir/container")"
  ;;
stop) [ ! -f "$dir/container" ] || docker rm --force "$(cat "$dir/container")" >/dev/null; rm -f "$dir/container" ;;
*) fail "unknown command: $1" ;;
esac
