/** The topics that the definitions read and write, with types, for the README of a service. Sorted by direction, then name. */
import type { CheckedDefinition, CheckedStep, CheckedTopic } from "../3-check/definition.ts";
import type { UserType } from "../language/data-types/data-type.ts";

export interface TopicUse {
  readonly direction: "in" | "out";
  /** Null: chosen record by record. */
  readonly topic: string | null;
  readonly key: UserType | null;
  readonly value: UserType | null;
  /** Namespaces of the definitions that use it. */
  readonly usedBy: readonly string[];
}

export function describeTopics(definitions: readonly CheckedDefinition[]): readonly TopicUse[] {
  const uses = new Map<string, TopicUse>();
  for (const definition of definitions) {
    const { namespace } = definition;
    const add = (use: Omit<TopicUse, "usedBy">): void => {
      const id = JSON.stringify([use.direction, use.topic]);
      const known = uses.get(id);
      const usedBy = [...new Set([...(known?.usedBy ?? []), namespace])];
      uses.set(id, { ...(known ?? use), usedBy });
    };
    const read = ({ topic, key, value }: CheckedTopic): void =>
      add({ direction: "in", topic, key, value });
    const visit = (step: CheckedStep): void => {
      if (step.operation === "toTopicNameExtractor") {
        add({ direction: "out", topic: null, key: step.input.key, value: step.input.value });
      }
      for (const argument of Object.values(step.arguments)) {
        if (argument.kind === "topic") {
          const { topic, key, value } = argument.topic;
          if (step.operation !== "to") read(argument.topic);
          else {
            add({
              direction: "out",
              topic,
              key: key ?? step.input.key,
              value: value ?? step.input.value,
            });
          }
        } else if (argument.kind === "branches") {
          for (const branch of argument.branches) [...branch.steps, branch.sink].forEach(visit);
        }
      }
    };
    for (const { source, steps, sink } of definition.pipelines) {
      if (source.kind === "topic") read(source.topic);
      [...steps, sink].forEach(visit);
    }
    // Tables that functions look into.
    for (const { store } of definition.functions.flatMap(({ stores }) => stores)) {
      if (store.kind === "table") read(store.topic);
    }
    for (const { target, key, value } of definition.producers) {
      add({ direction: "out", topic: target.topic, key, value });
    }
  }
  const text = ({ direction, topic }: TopicUse): string => `${direction} ${topic ?? "\uffff"}`;
  return [...uses.values()].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
