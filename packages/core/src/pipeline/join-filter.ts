// What a scan need not read because of the joins above it: once a build side is there, the least and greatest of
// its keys are known, and probe rows outside match nothing. These conditions only let a table's reader leave out
// what they exclude (row groups, by their statistics); no row is tested against them, and none has to be. Pure.
import type { StateId } from "../common/ids.ts";
import type { Constant, InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { HashJoinState } from "../operator/join/hash-join.ts";
import type { SpillingJoinState } from "../operator/join/spilling-join.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";
import type { PhysicalJoinKind } from "../physical/plan.ts";
import { BOOL } from "../type/logical-type.ts";
import { storageOf } from "../type/storage.ts";
import type { Pipeline } from "./pipeline.ts";

/** By position in a transform's input: the table's column that is passed on there, if one is. */
type Origins = readonly (number | undefined)[];

/** Conditions over the columns of the table that the pipeline scans. */
export function joinFilters(
  { source, transforms }: Pick<Pipeline, "source" | "transforms">,
  states: ReadonlyMap<StateId, unknown>,
): readonly PhysicalExpr[] {
  if (source.kind !== "scan") return [];
  const found: PhysicalExpr[] = [];
  let origins: Origins | undefined = source.columns;
  for (const transform of transforms) {
    if (transform.kind === "hash-join" && dropsUnmatched(transform.spec.join)) {
      const state = states.get(transform.state) as SpillingJoinState<HashJoinState>;
      // Of a build side that is partly on disk, the ranges of what is in memory say nothing.
      const { ranges } = state.kind === "memory" ? state.state : state;
      found.push(...rangesOf(transform, ranges, origins));
    }
    origins = originsAfter(transform, origins);
    if (origins === undefined) break;
  }
  return found;
}

/** A probe row without a match leaves no trace in the output. */
function dropsUnmatched(join: PhysicalJoinKind): boolean {
  switch (join) {
    case "inner":
    case "semi":
    case "right":
    case "right-semi":
    case "right-anti":
      return true;
    case "left":
    case "full":
    case "anti":
    case "single":
    case "mark":
      return false;
  }
}

function rangesOf(
  { spec }: Extract<TransformSpec, { kind: "hash-join" }>,
  ranges: HashJoinState["ranges"],
  origins: Origins,
): readonly PhysicalExpr[] {
  return spec.keys.flatMap(({ probe, nullsEqual }, position) => {
    const range = ranges[position];
    const column = probe.kind === "input" ? origins[probe.index] : undefined;
    if (range === undefined || column === undefined || nullsEqual || range.least > range.greatest) return [];
    return [compare(">=", column, probe, range.least), compare("<=", column, probe, range.greatest)];
  });
}

/** `value` is in the units of the key's storage. */
function compare(operator: string, index: number, { type }: PhysicalExpr, value: bigint): PhysicalExpr {
  const input: InputRef = { kind: "input", index, type };
  const constant: Constant = { kind: "constant", value: storageOf(type) === "i32" ? Number(value) : value, type };
  return { kind: "call", overload: `${operator}(${type.kind},${type.kind})`, args: [input, constant], type: BOOL };
}

/** Where columns come from above a transform; undefined when leaving rows out below it would change what it does. */
function originsAfter(transform: TransformSpec, origins: Origins): Origins | undefined {
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
