/**
 * The configuration in effect, to be read from the running service (dialect.md 8): in the form of a runner file. All keys of
 * Kafka that count here stand under the names of dialect.md 8, defaults too, and what was written under the name it was
 * written with; all are texts, as Kafka has them. Secrets are masked.
 */
import type { Configuration } from "./configuration.ts";
import { KAFKA_KEYS, RENAMED_KEYS, withoutPrefix } from "./kafka-keys.ts";
import { consumerSettings, producerSettings } from "./kafka-settings.ts";
import { masked } from "./mask.ts";

type Plain = string | number | boolean | null | { readonly [key: string]: Plain };

export interface EffectivePlaces {
  /** Where the pages of the service are; null: nowhere. */
  readonly port: number | null;
}

export function effectiveConfiguration(
  configuration: Configuration,
  { port }: EffectivePlaces,
): { readonly ksml: Plain; readonly kafka: Plain } {
  const { enablePipelines, enableProducers, errors, prometheus, registry } = configuration;
  return {
    ksml: {
      enablePipelines,
      enableProducers,
      errorHandling: Object.fromEntries(
        Object.entries(errors).map(([kind, { handler, log, logPayload, loggerName }]) => [
          kind,
          { handler, log, logPayload, loggerName },
        ]),
      ),
      prometheus: { enabled: port !== null, host: prometheus.host, port },
      ...(registry === null ? {} : masked({ registry })),
    },
    kafka: masked(kafkaInEffect(configuration)),
  };
}

function kafkaInEffect({
  applicationId,
  kafka,
  stateDirectory,
}: Configuration): Readonly<Record<string, string>> {
  const inEffect: Record<string, string> = {};
  const set = (key: string, value: string | null | undefined): void => {
    if (value !== null && value !== undefined) inEffect[key] = value;
  };
  const ownIds: Readonly<Record<string, string | null>> = {
    "application.id": applicationId,
    "client.id": applicationId,
    "state.dir": stateDirectory,
  };
  const producer = producerSettings(kafka);
  const consumer = consumerSettings(kafka);
  for (const { name, usual } of KAFKA_KEYS) {
    const older = [...RENAMED_KEYS].find(([, now]) => now === name)?.[0];
    const part = name.startsWith("producer.") ? producer : consumer;
    const given = part[withoutPrefix(name)] ?? (older === undefined ? undefined : kafka[older]);
    set(name, given ?? ownIds[name] ?? usual);
  }
  for (const [key, value] of Object.entries(kafka)) {
    const now = RENAMED_KEYS.get(key);
    set(key, now === undefined ? value : inEffect[now]);
  }
  return inEffect;
}
