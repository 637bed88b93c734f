// Which modules of a bundle become one file. A process that starts reads every file of what it imports, at half a
// millisecond each: modules that the same starting points need go together, and nothing goes where it is not needed.

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Names chunks by which of the roots need a module, whatever else needs it; null for what none does. What the first
 * root shares with any other is one chunk: it is read most often; what another root alone needs goes into its own file.
 * @param roots absolute paths of modules from which loading starts: entries, and what is imported later
 * @param parts modules that are imported after a start and at the same time, by the names of their files: what a part needs, and of
 * the roots at most one that is not the first, is in its file, whoever else needs it; in that of the first part that does
 */
export function chunkNames(
  roots: readonly string[],
  parts: Readonly<Record<string, readonly string[]>> = {},
): (id: string, graph: ModuleGraph) => string | null {
  let needed: readonly ReadonlySet<string>[] | undefined;
  let inParts: readonly (readonly [string, ReadonlySet<string>])[] | undefined;
  return (id, graph) => {
    needed ??= roots.map((root) => importedFrom([root], graph));
    inParts ??= Object.entries(parts).map(([name, part]) => [name, importedFrom(part, graph)]);
    if (roots.includes(id)) return null;
    const by = needed.flatMap((ids, root) => (ids.has(id) ? [root] : []));
    if (by[0] === 0) return by.length === 1 ? "own" : "common";
    if (by.length < 2) return inParts.find(([, ids]) => ids.has(id))?.[0] ?? null;
    return `shared-${by.join("-")}`;
  };
}

/** Modules and all that they import at once. */
function importedFrom(roots: readonly string[], graph: ModuleGraph): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...roots];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}
