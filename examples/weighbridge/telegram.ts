/** What the scale sends: `lorry;kg of axle 1;kg of axle 2;…`, in ASCII. */
import type { Serde } from "ksmlc/runtime";
import { pyError } from "ksmlc/runtime";

export const telegram: Serde = {
  deserialize: (_topic, bytes) => {
    if (bytes === null) return null;
    const [lorry, ...weights] = Buffer.from(bytes).toString("ascii").split(";");
    if (lorry === undefined || weights.length === 0 || weights.some((kg) => !/^\d+$/.test(kg))) {
      throw pyError("ValueError", "this is no telegram of a scale");
    }
    return { lorry, axles: weights.map((kg) => ({ kg: Number(kg) })) };
  },
  serialize: () => {
    throw pyError("TypeError", "only scales write telegrams");
  },
};
