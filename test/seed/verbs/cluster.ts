/** What brokers and registry say of the service: its members, what it commits and makes, what it asked for. */
import type { Stage } from "../stage.ts";
import { contains, same } from "./compare.ts";
import { eventually } from "./eventually.ts";
import { at } from "./life.ts";

interface Requests {
  /** Fields that a line of the request log has. */
  readonly where: Readonly<Record<string, unknown>>;
  readonly count?: number;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Only those so long after the service was ready. */
  readonly before?: string;
}

export async function requests(stage: Stage, given: Requests): Promise<void> {
  const to =
    given.before === undefined ? Number.POSITIVE_INFINITY : stage.readyAt + stage.ms(given.before);
  if (Number.isFinite(to)) await stage.pause(to - Date.now());
  const found = stage.service.requests.filter(
    (each) => Number(each.at) <= to && contains(each, stage.fillAll(given.where)),
  );
  const fits =
    (given.count === undefined || found.length === given.count) &&
    (given.atLeast === undefined || found.length >= given.atLeast) &&
    (given.atMost === undefined || found.length <= given.atMost);
  if (!fits) {
    throw new Error(
      `${found.length} requests like ${JSON.stringify(given)}:\n${found.map((each) => JSON.stringify(each)).join("\n")}`,
    );
  }
}

/** How many members of a group have partitions of a topic now, and how many each. */
export async function members(
  stage: Stage,
  given: {
    readonly group: string;
    readonly topic: string;
    readonly count: number;
    readonly partitionsEach: number;
  },
): Promise<void> {
  const wanted = Array.from({ length: given.count }, () => given.partitionsEach);
  const read = async (): Promise<number[]> => {
    const owned = await stage.cluster.members(stage.fill(given.group), given.topic);
    return [...owned.values()].map(({ length }) => length);
  };
  const found = await eventually(read, (each) => String(each) === String(wanted), {
    withinMs: 20_000,
    everyMs: 200,
  });
  same(`partitions of the members of ${given.group}`, wanted, found);
}

/** Whether a group has committed anything of a topic, so long after the service was ready. */
export async function committed(
  stage: Stage,
  given: {
    readonly group: string;
    readonly topic: string;
    readonly at: string;
    readonly anything: boolean;
  },
): Promise<void> {
  await at(stage, given.at);
  const found = await stage.cluster.hasCommitted(stage.fill(given.group), given.topic);
  same(`whether ${given.group} has committed after ${given.at}`, given.anything, found);
}

/** The settings of a topic that was made for the service. */
export async function topic(
  stage: Stage,
  given: { readonly name: string; readonly config: Readonly<Record<string, string>> },
): Promise<void> {
  const config = await stage.cluster.topicConfig(stage.fill(given.name));
  const found = Object.fromEntries(
    Object.keys(given.config).map((key) => [key, config?.[key] ?? null]),
  );
  same(`the settings of ${given.name}`, given.config, found);
}

/** No topic was made whose name has this text. */
export async function noTopic(stage: Stage, text: string): Promise<void> {
  const made = stage.service.requests.flatMap(({ created }) =>
    ((created ?? []) as readonly { readonly topic: string }[]).map(({ topic }) => topic),
  );
  same(
    `topics with ${text}`,
    [],
    made.filter((topic) => topic.includes(stage.fill(text))),
  );
}

/** What the registry says of a subject: asked for, or as the request log has it where the registry is embedded. */
export async function compatibility(
  stage: Stage,
  given: { readonly subject: string; readonly level: string },
): Promise<void> {
  const found = await eventually(
    () => stage.compatibilityOf(given.subject),
    (level) => level === given.level,
    { withinMs: 5_000, everyMs: 100 },
  );
  same(`the level of ${given.subject}`, given.level, found);
}
