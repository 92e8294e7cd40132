/**
 * Kafka's keys that the definitions of one service set differently: a service has one configuration, in which the last
 * namespace counts. In: definitions, and the keys that the runner file sets, which go before all of them. Each value
 * that loses or wins against an earlier one is told; the values themselves are not repeated: they may be secrets.
 */
import type { Report } from "../2-syntax/place.ts";
import { diagnostic } from "../diagnostics/catalog.ts";
import type { CheckedDefinition, Setting } from "./definition.ts";

export function tellDifferingSettings(
  definitions: readonly Pick<CheckedDefinition, "namespace" | "configuration">[],
  decided: ReadonlySet<string>,
  report: Report,
): void {
  const last = new Map<string, Setting & { readonly namespace: string }>();
  // The order in which `kafkaSettings` lets them replace each other.
  const sorted = [...definitions].sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  for (const { namespace, configuration } of sorted) {
    for (const setting of configuration) {
      const { key, span, value } = setting;
      const other = last.get(key);
      last.set(key, { ...setting, namespace });
      if (other === undefined || other.value === value || decided.has(key)) continue;
      const related = [{ message: `\`${other.namespace}\` sets it here`, span: other.span }];
      report(diagnostic("config/differing-settings", span, { key, namespace }, { related }));
    }
  }
}
