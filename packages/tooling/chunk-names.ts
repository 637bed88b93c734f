// Which modules of a bundle become one file. A process that starts reads every file of what it imports, at half a
// millisecond each: modules that the same starting points need go together, and nothing goes where it is not needed.

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** Where loading begins. All paths are absolute. */
export interface Loading {
  /**
   * Modules from which it starts, entries and what is imported later, in the order in which most programs do; each with
   * what is always imported after it.
   */
  readonly roots: readonly (readonly [string, ...string[]])[];
  /** Modules that are imported after a start and at the same time, by the names of their files. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
}

/**
 * Names chunks by which of the roots need a module, whatever else needs it; null for what none does, and for what one of
 * them has for itself. What the first root shares with any other is a chunk: it is read most often; what it alone needs
 * goes into its own file. All that others share is one more. What a part needs is in the part's file, and in that of the
 * first part that needs it, unless a root needs it that does not always import the part.
 */
export function chunkNames({ roots, parts }: Loading): (id: string, graph: ModuleGraph) => string | null {
  const imports = (root: number, part: string): boolean =>
    (parts[part] ?? []).every((module) => roots[root]?.includes(module) === true);
  let needed: readonly ReadonlySet<string>[] | undefined;
  let inParts: readonly (readonly [string, ReadonlySet<string>])[] | undefined;
  return (id, graph) => {
    needed ??= roots.map((root) => importedFrom(root, graph));
    inParts ??= Object.entries(parts).map(([name, part]) => [name, importedFrom(part, graph)]);
    if (roots.some(([root]) => root === id)) return null;
    const by = needed.flatMap((ids, root) => (ids.has(id) ? [root] : []));
    if (by[0] === 0) return by.length === 1 ? "own" : "common";
    const part = inParts.find(([name, ids]) => ids.has(id) && by.every((root) => imports(root, name)));
    return part?.[0] ?? (by.length < 2 ? null : "shared");
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
