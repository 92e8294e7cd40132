/** A schema as the stages get it: a file of the schema directory (`--schemas`), named after the type that it describes. */
import type { SourceFile } from "./source-file.ts";

export interface SchemaFile {
  /** `UserEvent` of `UserEvent.avsc`. */
  readonly name: string;
  readonly format: "avsc" | "proto" | "xsd" | "csv" | "json";
  readonly source: SourceFile;
}
