// How a node's rows lie over the tasks of its stage, and how expressions over an input show in an output: the
// interesting properties that spare an exchange.
import type { ValueBlock } from "../catalog/statistics.ts";
import { unreachable } from "../common/unreachable.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { exprKey } from "../expr/key.ts";
import { rewrite } from "../expr/tree.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import type { Datum } from "../type/datum.ts";

export type Distribution =
  /** One task has them all. */
  | { readonly kind: "single" }
  /** So small that each task that asks for them computes or gets them all; where one task asks, it alone does. */
  | { readonly kind: "replicated" }
  /** Rows with equal keys are in the same task. */
  | { readonly kind: "hash"; readonly keys: readonly PhysicalExpr[] }
  /** A task has the rows whose value of each of the keys lies in its range. */
  | { readonly kind: "ranges"; readonly keys: readonly PhysicalExpr[]; readonly bounds: readonly Datum[] }
  /** Any row anywhere. */
  | { readonly kind: "spread"; readonly slices?: readonly Slice[] };

/** A way to divide the rows of a scan among the tasks that nothing depends on yet: by ranges of a column. */
export interface Slice {
  /** The column, where it is seen. */
  readonly key: PhysicalExpr;
  /** In the plan as it is now. */
  readonly scan: Scan;
  /** Position in the provider's fields. */
  readonly column: number;
  /** Of the table, which is sorted by it. */
  readonly blocks: readonly ValueBlock[];
}

export type Scan = Extract<PhysicalPlan, { readonly kind: "scan" }>;

export const SINGLE: Distribution = { kind: "single" };
export const REPLICATED: Distribution = { kind: "replicated" };
export const SPREAD: Distribution = { kind: "spread" };

/** Whether a stage of one task has all rows. */
export function isOneTask({ kind }: Distribution): boolean {
  return kind === "single" || kind === "replicated";
}

/** For each of a hash distribution's keys its place among `keys`; undefined when one of them is not there. */
export function placesOf(keys: readonly PhysicalExpr[], among: readonly PhysicalExpr[]): readonly number[] | undefined {
  const known = new Map(among.map((key, place) => [exprKey(key), place]));
  const places = keys.map((key) => known.get(exprKey(key)));
  return places.every((place) => place !== undefined) ? places : undefined;
}

/** The distribution as seen above a projection that computes `exprs`. */
export function throughProject(distribution: Distribution, exprs: readonly PhysicalExpr[]): Distribution {
  return mapKeys(distribution, (index) => exprs.findIndex((expr) => expr.kind === "input" && expr.index === index));
}

/** The distribution above a node that shows input column i at `position(i)`; below 0: it is gone. */
export function mapKeys(distribution: Distribution, position: (index: number) => number): Distribution {
  switch (distribution.kind) {
    case "single":
    case "replicated":
      return distribution;
    case "hash": {
      const keys = distribution.keys.map((key) => moved(key, position)).filter((key) => key !== undefined);
      return keys.length < distribution.keys.length ? SPREAD : { kind: "hash", keys };
    }
    case "ranges": {
      const keys = distribution.keys.map((key) => moved(key, position)).filter((key) => key !== undefined);
      return keys.length === 0 ? SPREAD : { ...distribution, keys };
    }
    case "spread": {
      const slices = (distribution.slices ?? []).flatMap((slice) => {
        const key = moved(slice.key, position);
        return key === undefined ? [] : [{ ...slice, key }];
      });
      return slices.length === 0 ? SPREAD : { kind: "spread", slices };
    }
    default:
      return unreachable(distribution);
  }
}

/** Where rows lie by ranges of one of two expressions that are equal in every row, they lie by those of the other. */
export function withEqual(
  distribution: Distribution,
  pairs: readonly (readonly [PhysicalExpr, PhysicalExpr])[],
): Distribution {
  const equals = (key: PhysicalExpr): readonly PhysicalExpr[] =>
    pairs.flatMap(([one, other]) => {
      if (exprKey(one) === exprKey(key)) return [other];
      return exprKey(other) === exprKey(key) ? [one] : [];
    });
  switch (distribution.kind) {
    case "single":
    case "replicated":
    case "hash":
      return distribution;
    case "ranges":
      return { ...distribution, keys: [...distribution.keys, ...distribution.keys.flatMap(equals)] };
    case "spread": {
      const { slices = [] } = distribution;
      if (slices.length === 0) return distribution;
      const further = slices.flatMap((slice) => equals(slice.key).map((key) => ({ ...slice, key })));
      return { kind: "spread", slices: [...slices, ...further] };
    }
    default:
      return unreachable(distribution);
  }
}

/** Undefined where a column of it is gone. */
function moved(expr: PhysicalExpr, position: (index: number) => number): PhysicalExpr | undefined {
  let isLost = false;
  const at = rewrite<InputRef>(expr, (node) => {
    if (node.kind !== "input") return node;
    const index = position(node.index);
    if (index < 0) isLost = true;
    return { ...node, index };
  });
  return isLost ? undefined : at;
}
