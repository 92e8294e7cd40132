/** Keeps a value for each key that a function makes of the old one and each record. KSML and Kafka Streams `aggregate`. */
import { call, functionIn, nameOf, options, storeIn, typeArgument } from "./emitted-call.ts";
import { functionOf, notBuilt, optional, required, storeOf } from "./field-spec.ts";
import type { Operation } from "./operation.ts";
import { aggregatorRole, anyType, initializerRole } from "./roles.ts";
import { needsOnly } from "./value-need.ts";

export const aggregate: Operation = {
  name: "aggregate",
  aliases: [],
  position: "step",
  accepts: ["grouped"],
  acceptsLater: ["windowed"],
  naming: "short",
  fields: {
    initializer: required(functionOf("initializer")),
    // A cogrouped stream brings its own.
    aggregator: optional(functionOf("aggregator")),
    store: optional(storeOf("keyValue", "window", "session")),
    merger: notBuilt("`merger`, which merges sessions,"),
    adder: notBuilt("`adder`, which aggregates tables,"),
    subtractor: notBuilt("`subtractor`, which aggregates tables,"),
  },
  result: (check) => {
    const { passed, input } = check;
    if (!check.has("aggregator")) return check.missing("aggregator");
    check.storeKind("store", "keyValue");
    const stated = check.statedResult("initializer", "aggregator") ?? anyType;
    const value = check.keep("store", input.key, stated);
    check.role("initializer", initializerRole(stated));
    check.role("aggregator", aggregatorRole(passed, stated, value));
    return { kind: "table", key: input.key, value, rekeyed: false };
  },
  graph: (step, input, builder) => {
    const { store } = step.arguments;
    if (store?.kind !== "store") throw new Error(`${step.path} has no store`);
    return builder.processor(step.fullName, input, { rekeys: false, stores: [store.store.name] });
  },
  needs: needsOnly("aggregator"),
  emit: (step) =>
    call(
      "aggregate",
      nameOf(step),
      options(
        ["initializer", functionIn(step, "initializer", 0)],
        ["aggregator", functionIn(step, "aggregator", 3)],
        ["store", storeIn(step, "store")],
        ["result", typeArgument(step.output.value)],
      ),
    ),
};
