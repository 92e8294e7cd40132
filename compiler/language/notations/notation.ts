/** What the stages ask about one notation. One record a file beside this one; `index.ts` is the table. */
import type { DataType, NotationName } from "../data-types/data-type.ts";

export interface Notation {
  /** As `UserType.notation` has it. */
  readonly name: NotationName;
  /** Other names that authors write, lower case: `binary` for `default`. */
  readonly aliases: readonly string[];
  /** Whether `<notation>:<name>` names a schema: `never`, `optional`, or `required` (the notation alone is an error). */
  readonly schema: "never" | "optional" | "required";
  /** The files of its schemas; undefined: none, or not built. */
  readonly schemaFormat?: "avsc";
  /** What the notation alone means; a type that this does not accept cannot be written in the notation. */
  readonly defaultType: DataType;
  /** Whether keys and values of the type can be read and written (language.md 8.3). Windowed types come as structs. */
  readonly hasSerde: (type: DataType) => boolean;
  /** False: the definition may name it, this version cannot run it. */
  readonly isBuilt: boolean;
}
