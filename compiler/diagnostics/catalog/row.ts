/** What a code says: a row of the tables beside this file. */
import type { Severity } from "../diagnostic.ts";

export interface Row {
  readonly severity: Severity;
  /** `{slot}` is replaced by `values.slot`, in backquotes where the row has them. */
  readonly message: string;
  readonly help?: string;
}

export const error = (message: string, help?: string): Row => row("error", message, help);
export const warning = (message: string, help?: string): Row => row("warning", message, help);
export const info = (message: string, help?: string): Row => row("info", message, help);

function row(severity: Severity, message: string, help: string | undefined): Row {
  return help === undefined ? { severity, message } : { severity, message, help };
}

/** The help of what is not built yet. */
export const LATER = "leave it out, or use a later version of ksmlc";
