/** JSON in which `1`, `1.0` and an integer beyond 2^53 stay different: numbers as the text that they are written with. */
export type Exact =
  | null
  | boolean
  | string
  | ExactNumber
  | readonly Exact[]
  | { readonly [key: string]: Exact };

export class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
  valueOf(): number {
    return Number(this.text);
  }
}

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

export function parseExact(text: string): Exact {
  const reviver: Reviver = (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? new ExactNumber(source) : value;
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as Exact;
}

export function printExact(value: Exact): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(printExact).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, each]) => `${JSON.stringify(key)}:${printExact(each)}`,
    );
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The value without some of its fields, named by dotted paths. */
export function without(value: Exact, paths: readonly string[]): Exact {
  return paths.reduce((from, path) => withoutOne(from, path.split(".")), value);
}

function withoutOne(value: Exact, [first, ...rest]: readonly string[]): Exact {
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
  if (Array.isArray(value) || first === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (key !== first) return [[key, each]];
      return rest.length === 0 ? [] : [[key, withoutOne(each, rest)]];
    }),
  );
}
