/** The name that was probably meant. In: a name and the known ones. Out: the nearest of them, null if none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The names that may have been meant: nearest first, then in the order of the alphabet. */
export function nearestNames(name: string, candidates: Iterable<string>, most = 3): string[] {
  const limit = Math.max(1, Math.floor(name.length / 3)) + 1;
  return [...new Set(candidates)]
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase(), limit),
    }))
    .filter(({ distance }) => distance < limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** Help for an unknown name: the near one, else the known ones where they are few enough to read. */
export function didYouMean(name: string, candidates: Iterable<string>): string | null {
  const known = [...candidates];
  const near = nearest(name, known);
  if (near !== null) return `did you mean \`${near}\`?`;
  if (known.length === 0 || known.length > 12) return null;
  return `known here: ${known.map((each) => `\`${each}\``).join(", ")}`;
}

/** Insertions, deletions, changes and swaps of neighbours; stops counting at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 100) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
