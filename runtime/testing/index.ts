/** For tests of a generated project: its topologies without a broker, and the bare engine. */
export { Engine, type EngineOptions } from "../engine/engine.ts";

export { Registries, useRegistries } from "../notations/registry/registries.ts";
export { SchemaPending } from "../notations/registry/registry-error.ts";
export { TestClock } from "./clock.ts";
export {
  type DriverOptions,
  type InputRecord,
  type OutputRecord,
  TestDriver,
} from "./test-driver.ts";
