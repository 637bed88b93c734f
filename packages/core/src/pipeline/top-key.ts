// What a scan need not read because only the first rows of an order are wanted above it: once a thread has as many rows
// as are wanted, those whose first key comes behind the last one's change nothing. Pure.
import type { PhysicalExpr } from "../expr/expr.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import { keepsFew, readsAsInteger } from "../operator/sort/top-bound.ts";
import type { PhysicalSortKey } from "../physical/plan.ts";
import { comparison, type Origins, originsAfter } from "./origins.ts";
import { emitsBuildRows, type Pipeline } from "./pipeline.ts";

/** The first key of an order, and the table's column that it is. */
export interface TopKey {
  readonly column: number;
  readonly key: PhysicalSortKey;
}

/** undefined where not only first rows are wanted, or they are not told by a column of the table that is scanned. */
export function topKeyOf(
  { source, transforms }: Pick<Pipeline<unknown>, "source" | "transforms">,
  sink: SinkSpec,
): TopKey | undefined {
  if (source.kind !== "scan" || sink.kind !== "sort" || !keepsFew(sink.spec)) return undefined;
  const [key] = sink.spec.keys;
  if (key?.expr.kind !== "input" || !readsAsInteger(key.expr.type)) return undefined;
  let origins: Origins | undefined = source.columns;
  for (const transform of transforms) {
    // Build rows that lose their only match would come with NULLs, which may be first.
    const isJoin = transform.kind === "hash-join" || transform.kind === "nested-loop-join";
    if (isJoin && emitsBuildRows(transform.spec.join)) return undefined;
    origins = originsAfter(transform, origins);
    if (origins === undefined) return undefined;
  }
  const column = origins[key.expr.index];
  return column === undefined ? undefined : { column, key };
}

/** The condition that wanted rows fulfil when so many are there whose key is `bound` or comes before it. */
export function topFilter({ column, key }: TopKey, bound: bigint): PhysicalExpr {
  const { expr, descending, nullsFirst } = key;
  const inTime = comparison(descending ? ">=" : "<=", column, expr, bound);
  if (!nullsFirst) return inTime;
  const input: PhysicalExpr = { kind: "input", index: column, type: expr.type };
  return { kind: "or", args: [inTime, { kind: "is-null", input, type: { kind: "bool" } }], type: { kind: "bool" } };
}

/** The tighter of two bounds. */
export function tighter({ key }: TopKey, left: bigint | undefined, right: bigint | undefined): bigint | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left > right === key.descending ? left : right;
}
