/** Ends a pipeline under a name, which a later pipeline of the definition begins with. No topic is written. */
import type { Process } from "../dsl/node.ts";
import { asBaseName } from "../dsl/operation-names.ts";
import type { Sink } from "../dsl/operator.ts";
import { needsBelow } from "../dsl/value-need.ts";
import { endOf } from "./processor.ts";

function asName(name: string): Sink<unknown, unknown> {
  return endOf(name, {
    operation: "as",
    output: (input) => input,
    forwards: "same",
    needs: needsBelow,
    namedBy: (pipeline) => asBaseName(pipeline, name),
    placed(builder, node) {
      const [port] = node.ports;
      if (port === undefined) return;
      builder.scope.register(name, { port, types: node.output, upstream: builder.end.upstream });
    },
    wire: (_node, [forward]) => forward as Process,
  });
}

export { asName as as };
