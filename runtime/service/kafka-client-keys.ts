/**
 * Names of keys that Kafka Streams, its consumer, its producer and its admin client know (Apache Kafka 4.3, "Configuration"),
 * without prefix, beyond those that this runtime reads. They are accepted without a word: a runner file may be shared with
 * a service that runs on a JVM.
 */
export const KAFKA_CLIENT_KEYS: ReadonlySet<string> = new Set(
  `acceptable.recovery.lag
   allow.auto.create.topics allow.os.group.write.access application.server auto.commit.interval.ms
   auto.include.jmx.reporter bootstrap.controllers built.in.metrics.version check.crcs client.dns.lookup client.rack
   compression.gzip.level compression.lz4.level compression.zstd.level config.providers connections.max.idle.ms
   default.client.supplier default.deserialization.exception.handler default.dsl.store default.key.serde
   default.list.key.serde.inner default.list.key.serde.type default.list.value.serde.inner default.list.value.serde.type
   default.production.exception.handler default.timestamp.extractor default.value.serde
   deserialization.exception.handler dsl.store.format dsl.store.suppliers.class enable.auto.commit
   enable.metrics.push enable.idempotence ensure.explicit.internal.resource.naming errors.dead.letter.queue.topic.name exclude.internal.topics
   group.id group.instance.id group.protocol group.remote.assignor
   interceptor.classes internal.leave.group.on.close key.deserializer key.serializer log.summary.interval.ms
   max.in.flight.requests.per.connection max.request.size max.warmup.replicas
   metadata.max.idle.ms metadata.recovery.rebootstrap.trigger.ms metadata.recovery.strategy metric.reporters metrics.num.samples
   metrics.recording.level metrics.sample.window.ms num.standby.replicas partition.assignment.strategy
   partitioner.adaptive.partitioning.enable partitioner.availability.timeout.ms partitioner.class partitioner.ignore.keys
   probing.rebalance.interval.ms processing.exception.handler processor.wrapper.class production.exception.handler
   rack.aware.assignment.non_overlap_cost rack.aware.assignment.strategy rack.aware.assignment.tags
   rack.aware.assignment.traffic_cost receive.buffer.bytes reconnect.backoff.max.ms reconnect.backoff.ms
   repartition.purge.interval.ms retries retry.backoff.max.ms retry.backoff.ms
   security.providers send.buffer.bytes share.acknowledgement.mode socket.connection.setup.timeout.max.ms
   socket.connection.setup.timeout.ms state.cleanup.delay.ms statestore.uncaught.exception.handler
   task.assignor.class task.timeout.ms transaction.timeout.ms transactional.id upgrade.from value.deserializer
   value.serializer window.size.ms windowed.inner.class.serde
   auto.register.schemas avro.compatibility avro.remove.java.properties basic.auth.credentials.source
   basic.auth.user.info latest.compatibility.strict normalize.schemas schema.registry.url specific.avro.reader
   use.latest.version value.subject.name.strategy key.subject.name.strategy`.split(/\s+/),
);
