/** For tests of a generated project: its topologies without a broker. */

export { TestClock } from "./clock.ts";
export {
  type DriverOptions,
  type InputRecord,
  type OutputRecord,
  TestDriver,
} from "./test-driver.ts";
