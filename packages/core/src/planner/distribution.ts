// How a node's rows lie over the tasks of its stage, and how expressions over an input show in an output: the
// interesting properties that spare an exchange.
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { exprKey } from "../expr/key.ts";
import { rewrite } from "../expr/tree.ts";

export type Distribution =
  /** One task has them all. */
  | { readonly kind: "single" }
  /** So small that each task that asks for them computes or gets them all; where one task asks, it alone does. */
  | { readonly kind: "replicated" }
  /** Rows with equal keys are in the same task. */
  | { readonly kind: "hash"; readonly keys: readonly PhysicalExpr[] }
  /** Any row anywhere. */
  | { readonly kind: "spread" };

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
  if (distribution.kind !== "hash") return distribution;
  let lost = false;
  const keys = distribution.keys.map((key) =>
    rewrite<InputRef>(key, (node) => {
      if (node.kind !== "input") return node;
      const index = position(node.index);
      if (index < 0) lost = true;
      return { ...node, index };
    }),
  );
  return lost ? SPREAD : { kind: "hash", keys };
}
