import type { KsmlDict } from "ksmlc/runtime";
import { pyError } from "ksmlc/runtime";
import type { Externals } from "./externals.js";
import { ledger } from "./ledger.js";
import { telegram } from "./telegram.js";

/** Kilograms of the empty lorries. */
const TARES: Readonly<Record<string, number>> = { "QX-12": 14_200, "QX-77": 15_100 };

export const extensions: Externals = {
  helpers: {
    // An author's function may be asynchronous: the record waits, the service does not.
    tare_of: async (lorry) => {
      const tare = TARES[String(lorry)];
      if (tare === undefined) throw pyError("KeyError", `no lorry has the number ${String(lorry)}`);
      return tare;
    },
    // Every axle is weighed 20 kg too light.
    calibrate: (axle) => ({ ...(axle as KsmlDict), kg: Number((axle as KsmlDict).kg) + 20 }),
  },
  serdes: { "com.scales.Telegram": () => telegram },
  stores: { "com.scales.Ledger": ledger },
  storeOptions: {
    "com.scales.SmallDisk": {
      setOptions: (storeName, options) => {
        options.writeBufferBytes = 1024 * 1024;
        console.error(`The scale's disk is small: ${storeName} gets a write buffer of 1 MB.`);
      },
    },
  },
};
