/** The name of a file without its folders: the same on every machine, wherever the definition lies. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
