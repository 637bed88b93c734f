// Near names for "does not exist" errors: at most two slips away, and fewer for short names.

/** The candidate nearest to `name`, or undefined when none is near. Two letters in each other's places are one slip. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = slips(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= least) continue;
    [best, least] = [candidate, distance];
  }
  return best;
}

/** A hint that asks whether the nearest candidate was meant; undefined when none is near. */
export function nearHint(what: string, name: string, candidates: Iterable<string>): string | undefined {
  const near = nearest(name, candidates);
  return near === undefined ? undefined : `Perhaps you meant the ${what} "${near}".`;
}

/** Levenshtein distance. */
export function editDistance(from: string, to: string): number {
  return distanceOf(from, to, false);
}

function slips(from: string, to: string): number {
  return distanceOf(from, to, true);
}

function distanceOf(from: string, to: string, swaps: boolean): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] as number) + (from[i] === to[j] ? 0 : 1);
      const isSwap = swaps && i > 0 && j > 0 && from[i] === to[j - 1] && from[i - 1] === to[j];
      const swapped = isSwap ? (before[j - 1] as number) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    [before, row] = [row, next];
  }
  return row[to.length] as number;
}
