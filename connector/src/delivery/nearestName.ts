/** The name that a misspelt one was most likely meant to be, `customer.number` → `invoice.number`; null if none is near. */
export function nearestName(misspelt: string, names: readonly string[]): string | null {
  const sameEnd = names.filter((name) => lastPart(name) === lastPart(misspelt));
  if (sameEnd.length > 0) return nearest(misspelt, sameEnd, Infinity);
  return nearest(misspelt, names, Math.max(2, Math.ceil(misspelt.length / 3)) + 1);
}

function nearest(misspelt: string, names: readonly string[], limit: number): string | null {
  let best: string | null = null;
  let fewest = limit;
  for (const name of names) {
    const edits = editDistance(misspelt.toLowerCase(), name.toLowerCase(), fewest);
    if (edits < fewest) {
      fewest = edits;
      best = name;
    }
  }
  return best;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours; at most `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? Infinity) + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, substitution, swap));
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length]!, limit);
}
