/** Where a piece of canonical text stands, and what all pieces have to know of the definition. */
import { allSteps } from "../all-steps.ts";
import type { CheckedDefinition, CheckedStore, ExpressionCodes } from "../definition.ts";

export interface Place {
  /** `["pipelines", "main", "via", "step2"]` */
  readonly segments: readonly string[];
  /** Stores of tables and of steps: Kafka keeps a time with each of their values. */
  readonly owned: ReadonlySet<CheckedStore>;
  readonly expressionCodes: ExpressionCodes;
}

export const below = (place: Place, ...more: readonly string[]): Place => ({
  ...place,
  segments: [...place.segments, ...more],
});

export const above = (place: Place): Place => ({
  ...place,
  segments: place.segments.slice(0, -1),
});

/** The top of a definition. */
export function topOf(
  { topics, pipelines }: CheckedDefinition,
  expressionCodes: ExpressionCodes,
): Place {
  const owned = [
    ...topics.flatMap(({ store }) => (store === null ? [] : [store])),
    ...pipelines
      .flatMap(allSteps)
      .flatMap((step) =>
        Object.values(step.arguments).flatMap((each) =>
          each.kind === "store" ? [each.store] : [],
        ),
      ),
  ];
  return { segments: [], owned: new Set(owned), expressionCodes };
}
