/** What a function of a definition gets behind its parameters; author functions (`../extensions/helper.ts`) are spared it. */
import type { FunctionContext } from "./functions.ts";
import { type Logger, logger } from "./logger.ts";

export class CallContext implements FunctionContext {
  readonly log: Logger;
  /** `loggerName`: `<namespace>.function.pipelines_main_via_step1_mapper` */
  constructor(loggerName: string) {
    this.log = logger(loggerName);
  }
}
