/** What a service says of itself when it starts (cli.md, "Configuration"). */
import { logSink } from "../dsl/logger.ts";
import type { Configuration } from "./configuration.ts";
import type { Definitions } from "./definitions.ts";
import type { TopicUses } from "./topic-types.ts";
import { runtimeVersion } from "./version.ts";

export interface StartFacts {
  readonly configuration: Configuration;
  readonly definitions: Definitions;
  readonly topics: TopicUses;
  readonly members: number;
  /** Stores by name, and where the state of those that outlive the process lies; null: none does. */
  readonly stores: readonly string[];
  readonly stateDirectory: string | null;
  readonly brokers: string;
  /** Address of the metrics page; null: there is none. */
  readonly metrics: string | null;
}

const LOGGER = "ksmlc.service";

export function logStart(facts: StartFacts): void {
  const { configuration, definitions, topics, members, stores, stateDirectory } = facts;
  const { topologies, producers } = definitions;
  const all = [...topics.topics];
  const read = all.filter(([, { isRead }]) => isRead).map(([topic]) => topic);
  const written = all.filter(([, { isWritten }]) => isWritten).map(([topic]) => topic);
  const namespaces = new Set([...topologies, ...producers].map(({ namespace }) => namespace));
  const dynamic = topics.dynamic === null ? "" : " and those chosen record by record";
  const state = stateDirectory === null ? "" : `, state in ${stateDirectory}`;
  const lines = [
    `ksmlc ${runtimeVersion()} on Node ${process.version}, application ${configuration.applicationId}`,
    `Definitions: ${list([...namespaces])}`,
    `Topics in: ${list(read)}`,
    `Topics out: ${list(written)}${dynamic}`,
    `Members: ${members}, stores: ${list(stores)}${state}`,
    `Kafka: ${facts.brokers}`,
    `Metrics: ${facts.metrics ?? "no page"}`,
  ];
  const sink = logSink();
  for (const line of lines) sink.write("info", LOGGER, line);
}

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
