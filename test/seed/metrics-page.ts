/** Reads a Prometheus text page: the sum of the lines of a series that have these labels; null: there is none. */
export function readMetrics(
  page: string,
  series: string,
  labels: Readonly<Record<string, string>>,
): number | null {
  let sum: number | null = null;
  for (const line of page.split("\n")) {
    const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (match === null || match[1] !== series) continue;
    const own = labelsOf(match[2] ?? "");
    if (!Object.entries(labels).every(([name, value]) => own.get(name) === value)) continue;
    sum = (sum ?? 0) + Number(match[3]);
  }
  return sum;
}

function labelsOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [
      name as string,
      (value as string).replaceAll(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char)),
    ]),
  );
}
