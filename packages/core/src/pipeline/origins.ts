// Where the columns of a pipeline's rows come from: conditions on a table's rows that follow from what stands above its
// scan are put into terms of the table's columns. They only let a table's reader leave out what they exclude (row
// groups, pages, by their statistics); no row is tested against them, and none has to be. Pure.
import type { Constant, InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";
import { BOOL } from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";

/** By position in a transform's input: the table's column that is passed on there, if one is. */
export type Origins = readonly (number | undefined)[];

/** Where columns come from above a transform; undefined when leaving rows out below it would change what it does. */
export function originsAfter(transform: TransformSpec, origins: Origins): Origins | undefined {
  switch (transform.kind) {
    case "filter":
      return origins;
    case "project":
      return transform.exprs.map((expr) => (expr.kind === "input" ? origins[expr.index] : undefined));
    case "hash-join":
    case "nested-loop-join": {
      // Probe columns stand first. A row that is left out may leave build rows unmatched: they come with NULLs in
      // these columns, which match nothing above.
      const { join, probeFields } = transform.spec;
      return join === "right-semi" || join === "right-anti" ? undefined : origins.slice(0, probeFields.length);
    }
    case "limit":
    case "repeat":
    case "distinct-on":
    case "table-function":
      return undefined;
  }
}

/** `column operator value`, the value in the units of the storage of the type. */
export function comparison(
  operator: "<=" | ">=",
  column: number,
  { type }: Pick<PhysicalExpr, "type">,
  value: bigint,
): PhysicalExpr {
  const input: InputRef = { kind: "input", index: column, type };
  const constant: Constant = { kind: "constant", value: storageOf(type) === "i32" ? Number(value) : value, type };
  return { kind: "call", overload: `${operator}(${type.kind},${type.kind})`, args: [input, constant], type: BOOL };
}
