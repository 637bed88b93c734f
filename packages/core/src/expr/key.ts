// A text that is the same for two expressions exactly when they are: for finding equal ones by a map's key.
// Not for people (explain prints those), and nothing reads it back.
import type { Datum } from "../type/datum.ts";
import { printType } from "../type/logical-type.ts";
import { isOnce } from "./drawn-once.ts";
import type { Expr } from "./expr.ts";
import { fold, isInner } from "./tree.ts";

/**
 * Leaves are told apart by what they hold; a leaf that holds a plan is the same only as itself, or as equalPlans says,
 * and where its comparison, if it has one, is the same.
 */
export function exprKey<Leaf extends { readonly kind: string }>(root: Expr<Leaf>): string {
  return fold<Leaf, string>(root, (node, children) => {
    if (!isInner(node)) return leafKey(node);
    const args = children.join();
    switch (node.kind) {
      case "constant":
        return `${datumKey(node.value)}:${printType(node.type)}`;
      case "call":
        // What is written again, in GROUP BY or ORDER BY, is the same.
        return isOnce(node.overload) ? args : `${node.overload}(${args})`;
      case "cast":
        return `cast(${args}:${printType(node.type)}:${node.form})`;
      case "in-list":
        return `in(${args}:${node.hasNull}:${node.values.map(datumKey).join()})`;
      case "and":
      case "or":
      case "not":
      case "is-null":
      case "case":
      case "coalesce":
        return `${node.kind}(${args})`;
    }
  });
}

const plans = new WeakMap<object, number>();
let lastPlan = 0;

function leafKey(leaf: object): string {
  if ("column" in leaf && typeof leaf.column === "number") return `#${leaf.column}`;
  return JSON.stringify(leaf, (_name, value: unknown) => {
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null || !("plan" in leaf)) return value;
    if (value === leaf.plan) return `plan ${numberOf(value)}`;
    return "comparison" in leaf && value === leaf.comparison ? exprKey(value as Expr<never>) : value;
  });
}

function numberOf(plan: object): number {
  let number = plans.get(plan);
  if (number === undefined) plans.set(plan, (number = ++lastPlan));
  return number;
}

/** From here on leaves that hold one or the other are the same. */
export function equalPlans(one: object, other: object): void {
  plans.set(other, numberOf(one));
}

/** A text that two values of one type have in common exactly when they are the same. */
export function datumKey(value: Datum): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array)
    return `x${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (typeof value === "object") return `${value.months}m${value.days}d${value.micros}`;
  return typeof value === "bigint" ? `${value}n` : Object.is(value, -0) ? "-0" : String(value);
}
