/** A file of the generated project: a path in it, with `/`, and what it holds. */
export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}
