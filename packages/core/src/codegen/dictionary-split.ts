// Which parts of an expression can be computed on a dictionary's slots instead of on rows: the largest ones that
// read one column, and that column a dictionary. Pure: expressions in, expressions out. What a part stands for
// becomes an input of its own, so the rest of the expression is as cheap as reading a column.
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { fold, isInner, replaceTopDown, rewrite } from "../expr/tree.ts";

/** A part that reads only `column`; over a batch of the dictionary's slots, in which it is input 0. */
export interface SlotPart {
  readonly expr: PhysicalExpr;
  readonly column: number;
}

export interface Split {
  /** The expressions, with each part replaced by the input `partInput(position in parts)`. */
  readonly exprs: readonly PhysicalExpr[];
  readonly parts: readonly SlotPart[];
}

/** What computing one node, its children given, is like. */
export type NodeCost =
  /** No more than reading a column. */
  | "cheap"
  | "costly"
  /** Differs between two evaluations: must run for each row. */
  | "volatile";

/** The input position by which a part is read: below all columns. */
export function partInput(part: number): number {
  return -1 - part;
}

/** The part that such an input position reads; undefined for a column's. */
export function partOf(input: number): number | undefined {
  return input < 0 ? -1 - input : undefined;
}

/** What an expression reads: a column by position, nothing, or more than one slot's value can tell. */
export type Reads = "nothing" | "more" | number;

interface Facts {
  readonly reads: Reads;
  readonly costly: boolean;
}

function factsOf(expr: PhysicalExpr, costOf: (node: PhysicalExpr) => NodeCost): ReadonlyMap<PhysicalExpr, Facts> {
  const facts = new Map<PhysicalExpr, Facts>();
  fold<InputRef, Facts>(expr, (node, children) => {
    const cost = costOf(node);
    const own: Reads = cost === "volatile" ? "more" : node.kind === "input" ? node.index : "nothing";
    const known = {
      reads: children.reduce((reads, child) => joined(reads, child.reads), own),
      costly: cost === "costly" || children.some((child) => child.costly),
    };
    facts.set(node, known);
    return known;
  });
  return facts;
}

function joined(left: Reads, right: Reads): Reads {
  if (left === right || right === "nothing") return left;
  return left === "nothing" ? right : "more";
}

/** What a whole expression reads, and whether it costs more than reading a column. */
export function describe(expr: PhysicalExpr, costOf: (node: PhysicalExpr) => NodeCost): Facts {
  return factsOf(expr, costOf).get(expr) as Facts;
}

/** The same for the same expression, so that what is compiled for it is found again. */
const slotForms = new WeakMap<PhysicalExpr, PhysicalExpr>();

/** The expression with its one column as input 0. */
export function overSlots(expr: PhysicalExpr): PhysicalExpr {
  let form = slotForms.get(expr);
  if (form === undefined) {
    form = rewrite<InputRef>(expr, (node) => (node.kind === "input" ? { ...node, index: 0 } : node));
    slotForms.set(expr, form);
  }
  return form;
}

/** @param isDictionary whether the column at a position is one in this batch */
export function splitDictionaries(
  exprs: readonly PhysicalExpr[],
  isDictionary: (column: number) => boolean,
  costOf: (node: PhysicalExpr) => NodeCost,
): Split {
  const parts: SlotPart[] = [];
  const split = exprs.map((expr) => {
    const facts = factsOf(expr, costOf);
    return replaceTopDown<InputRef>(expr, (node) => {
      const { reads, costly } = facts.get(node) as Facts;
      if (!costly || typeof reads !== "number" || !isInner<InputRef>(node) || !isDictionary(reads)) return undefined;
      const part = parts.push({ expr: overSlots(node), column: reads }) - 1;
      return { kind: "input", index: partInput(part), type: node.type };
    });
  });
  return { exprs: split, parts };
}
