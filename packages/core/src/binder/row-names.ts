// Which relations a text may name as rows: only for those is it worth knowing, above an outer join, whether they have a
// row at all.
import { walk } from "../sql/walk.ts";
import type { BindContext } from "./context.ts";
import { names } from "./parse-node.ts";

const known = new WeakMap<BindContext, ReadonlySet<string>>();

/** The names that stand alone, or before `.*` as one value. */
export function rowNames(context: BindContext): ReadonlySet<string> {
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = new Set<string>();
  walk(context.node, (tag, node) => {
    if (tag !== "ColumnRef") return undefined;
    const fields = node["fields"] as Parameters<typeof names>[0];
    const parts = names(fields);
    const last = parts.at(-1);
    if (last !== undefined && (parts.length === 1 || parts.length < (fields?.length ?? 0))) found.add(last);
    return undefined;
  });
  known.set(context, found);
  return found;
}
