// Expressions that nest deeper than a compiler that recurses can follow (a chain of ten thousand operators) are cut:
// what lies deep is computed first, for all rows, and read like a column. Pure: expressions in, expressions out.
//
// Only what every row would compute anyway is cut off, or what cannot fail: a branch of CASE that no row takes must
// not end the query.
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import { childrenOf, fold, isInner, replaceTopDown } from "../expr/tree.ts";

/** Levels that one stage may have: far below what the stack holds. */
const MOST_LEVELS = 400;

export interface Staged {
  /** In order: a stage reads columns and the results of those before it. */
  readonly stages: readonly (readonly PhysicalExpr[])[];
  /** What is left to compute, over columns and all stages' results. */
  readonly exprs: readonly PhysicalExpr[];
}

interface Facts {
  readonly levels: number;
  readonly canFail: boolean;
}

/**
 * @param canFail whether one node, its children not counted, can end the query or differs between evaluations
 * @param inputOf the input position by which the result with a running number over all stages is read
 */
export function stagesOf(
  exprs: readonly PhysicalExpr[],
  canFail: (node: PhysicalExpr) => boolean,
  inputOf: (result: number) => number,
): Staged {
  const stages: PhysicalExpr[][] = [];
  let results = 0;
  let left = exprs;
  for (;;) {
    const stage: PhysicalExpr[] = [];
    left = left.map((expr) => {
      const facts = factsOf(expr, canFail);
      if ((facts.get(expr) as Facts).levels <= MOST_LEVELS) return expr;
      const cuts = cutsIn(expr, facts);
      return replaceTopDown<InputRef>(expr, (node) => {
        if (!cuts.has(node)) return undefined;
        stage.push(node);
        return { kind: "input", index: inputOf(results++), type: node.type };
      });
    });
    if (stage.length === 0) return { stages, exprs: left };
    stages.push(stage);
  }
}

function factsOf(expr: PhysicalExpr, canFail: (node: PhysicalExpr) => boolean): ReadonlyMap<PhysicalExpr, Facts> {
  const facts = new Map<PhysicalExpr, Facts>();
  fold<InputRef, Facts>(expr, (node, children) => {
    const known = {
      levels: 1 + children.reduce((most, child) => Math.max(most, child.levels), 0),
      canFail: canFail(node) || children.some((child) => child.canFail),
    };
    facts.set(node, known);
    return known;
  });
  return facts;
}

/** The highest nodes that fit a stage, of those that may be computed for every row. */
function cutsIn(expr: PhysicalExpr, facts: ReadonlyMap<PhysicalExpr, Facts>): ReadonlySet<PhysicalExpr> {
  const cuts = new Set<PhysicalExpr>();
  const stack: { readonly node: PhysicalExpr; readonly always: boolean }[] = [{ node: expr, always: true }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, always } = next;
    const { levels, canFail } = facts.get(node) as Facts;
    if (levels <= MOST_LEVELS) {
      if (isInner<InputRef>(node) && levels > MOST_LEVELS / 2 && (always || !canFail)) cuts.add(node);
      continue;
    }
    const evaluatesAll = always && isEager(node);
    for (const child of childrenOf<InputRef>(node)) stack.push({ node: child, always: evaluatesAll });
  }
  return cuts;
}

/** Whether a node that is evaluated evaluates all its children. */
function isEager(node: PhysicalExpr): boolean {
  return node.kind === "call" || node.kind === "cast" || node.kind === "not" || node.kind === "is-null";
}
