/**
 * The names in a schema's module. In: the schema's record. Out: an identifier for each record, enum and union that needs
 * one, no two alike and none that is imported.
 */
import {
  type AvroEnum,
  type AvroRecord,
  type AvroType,
  type AvroUnion,
  contentOf,
  fullName,
} from "../../runtime/notations/avro/avro-schema.ts";
import { isReserved, toIdentifier } from "./names.ts";

/** What such a module imports of the runtime, and the names of its parameters. */
const TAKEN = ["AvroReader", "AvroWriter", "avroRecord", "PyFloat", "Value", "input", "output"];

export class SchemaNames {
  /** The outermost first, then as they come. */
  readonly records: AvroRecord[] = [];
  readonly enums: AvroEnum[] = [];
  /** Unions that are more than "this or null". */
  readonly unions: AvroUnion[] = [];
  readonly #taken = new Set(TAKEN);
  /** By full name. */
  readonly #records = new Map<string, string>();
  readonly #symbols = new Map<string, string>();
  readonly #unions = new Map<AvroUnion, string>();

  constructor(root: AvroRecord, identifier: string) {
    this.#taken.add(identifier);
    this.#records.set(fullName(root), identifier);
    this.#collectFields(root);
  }

  /** Of its interface: `UserEvent`; its functions are `readUserEvent` and `writeUserEvent`. */
  record(record: AvroRecord): string {
    return this.#records.get(fullName(record)) ?? record.name;
  }

  /** Of the list of its symbols: `colorSymbols`. */
  symbols(type: AvroEnum): string {
    return this.#symbols.get(fullName(type)) ?? type.name;
  }

  /** What the names of its functions end with: `ReadingValue` of the field `value` of `Reading`. */
  union(type: AvroUnion): string {
    return this.#unions.get(type) ?? "";
  }

  #collectFields(record: AvroRecord): void {
    this.records.push(record);
    const name = this.record(record);
    for (const field of record.fields) {
      const content = contentOf(field);
      const type = content.kind === "union" ? field.type : content;
      this.#collect(type, `${name}${capital(field.name)}`);
    }
  }

  #collect(type: AvroType, place: string): void {
    switch (type.kind) {
      case "record":
        if (this.#records.has(fullName(type))) return;
        this.#records.set(fullName(type), this.#free(type.name));
        this.#collectFields(type);
        return;
      case "enum":
        if (this.#symbols.has(fullName(type))) return;
        this.#symbols.set(fullName(type), this.#free(`${small(type.name)}Symbols`));
        this.enums.push(type);
        return;
      case "array":
        this.#collect(type.items, place);
        return;
      case "map":
        this.#collect(type.values, place);
        return;
      case "union":
        if (this.#unions.has(type)) return;
        this.#unions.set(type, this.#free(place));
        this.unions.push(type);
        for (const branch of type.branches) this.#collect(branch, place);
        return;
      default:
        return;
    }
  }

  #free(wanted: string): string {
    const base = toIdentifier(wanted, "Record");
    let name = isReserved(base) ? `${base}_` : base;
    while (this.#isTaken(name)) name += "_";
    this.#taken.add(name);
    return name;
  }

  /** The functions of a record or union are named after it. */
  #isTaken(name: string): boolean {
    return [name, `read${name}`, `write${name}`].some((each) => this.#taken.has(each));
  }
}

/** `top_categories` -> `TopCategories`. */
const capital = (name: string): string =>
  name.replace(/(?:^|_+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A field's name where it names a variable; `_` behind words of JavaScript and what the module uses. */
export const localName = (name: string): string =>
  isReserved(name) || TAKEN.includes(name) ? `${name}_` : name;
