// How many parameters a statement has.
import type { Node } from "@pgsql/types";

/** The largest n of $n; 0 where there is none. */
export function highestParameter(root: Node): number {
  let highest = 0;
  const open: unknown[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== "object" || node === null) continue;
    if ("ParamRef" in node)
      highest = Math.max(highest, (node as { ParamRef: { number?: number } }).ParamRef.number ?? 0);
    open.push(...Object.values(node));
  }
  return highest;
}
