// The one walk over expressions. Trees can be tens of thousands of levels deep (a long chain of operators),
// so whatever visits a whole tree uses these, which keep their own stack.
import { unreachable } from "../common/unreachable.ts";
import type { Call, Case, Cast, Coalesce, Constant, Expr, InList, IsNull, Logic, Not } from "./expr.ts";

type Node<Leaf> =
  | Constant
  | Call<Leaf>
  | Cast<Leaf>
  | Logic<Leaf>
  | Not<Leaf>
  | IsNull<Leaf>
  | Case<Leaf>
  | Coalesce<Leaf>
  | InList<Leaf>;

const innerKinds: ReadonlySet<string> = new Set([
  "constant",
  "call",
  "cast",
  "and",
  "or",
  "not",
  "is-null",
  "case",
  "coalesce",
  "in-list",
] satisfies Node<never>["kind"][]);

/** True for the nodes of expr.ts, false for a leaf. */
export function isInner<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): expr is Node<Leaf> {
  return innerKinds.has(expr.kind);
}

const NOTHING: readonly never[] = [];

/** Direct children, in evaluation order; a leaf has none. */
export function childrenOf<Leaf extends { readonly kind: string }>(expr: Expr<Leaf>): readonly Expr<Leaf>[] {
  if (!isInner(expr)) return NOTHING;
  switch (expr.kind) {
    case "call":
    case "and":
    case "or":
    case "coalesce":
      return expr.args;
    case "constant":
      return NOTHING;
    case "cast":
    case "not":
    case "is-null":
    case "in-list":
      return [expr.input];
    case "case":
      return [...expr.branches.flatMap((branch) => [branch.when, branch.then]), expr.otherwise];
    default:
      return unreachable(expr);
  }
}

/** The same node over other children, given in the order of childrenOf. */
export function withChildren<Leaf extends { readonly kind: string }>(
  expr: Node<Leaf>,
  children: readonly Expr<Leaf>[],
): Expr<Leaf> {
  const first = children[0] as Expr<Leaf>;
  switch (expr.kind) {
    case "constant":
      return expr;
    case "call":
    case "and":
    case "or":
    case "coalesce":
      return { ...expr, args: children };
    case "cast":
    case "not":
    case "is-null":
    case "in-list":
      return { ...expr, input: first };
    case "case":
      return {
        ...expr,
        branches: expr.branches.map((_, branch) => ({
          when: children[branch * 2] as Expr<Leaf>,
          then: children[branch * 2 + 1] as Expr<Leaf>,
        })),
        otherwise: children[children.length - 1] as Expr<Leaf>,
      };
    default:
      return unreachable(expr);
  }
}

/**
 * Whether some node passes, asked parents before children until one does. Calls a function for each where a generator
 * would give them: optimizing asks this of nearly every expression, in a program's first query before V8 has compiled any.
 */
export function someNode<Leaf extends { readonly kind: string }>(
  root: Expr<Leaf>,
  test: (node: Expr<Leaf>) => boolean,
): boolean {
  if (test(root)) return true;
  const first = childrenOf(root);
  if (first.length === 0) return false;
  const stack = [...first].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (test(node)) return true;
    const children = childrenOf(node);
    for (let child = children.length - 1; child >= 0; child--) stack.push(children[child] as Expr<Leaf>);
  }
  return false;
}

/** Every node once, parents before children. */
export function walk<Leaf extends { readonly kind: string }>(
  root: Expr<Leaf>,
  visit: (node: Expr<Leaf>) => void,
): void {
  someNode(root, (node) => {
    visit(node);
    return false;
  });
}

/**
 * Rebuilds bottom-up: `rewrite` sees each node after its children were rewritten and returns what stands in
 * its place. Subtrees in which nothing changed are kept as they are (same object).
 */
export function rewrite<Leaf extends { readonly kind: string }>(
  root: Expr<Leaf>,
  rewriteNode: (node: Expr<Leaf>) => Expr<Leaf>,
): Expr<Leaf> {
  interface Frame {
    readonly node: Expr<Leaf>;
    readonly children: readonly Expr<Leaf>[];
    readonly done: Expr<Leaf>[];
  }
  const own = childrenOf(root);
  if (own.length === 0) return rewriteNode(root);
  const frames: Frame[] = [{ node: root, children: own, done: [] }];
  for (;;) {
    const frame = frames[frames.length - 1] as Frame;
    const next = frame.children[frame.done.length];
    if (next !== undefined) {
      const children = childrenOf(next);
      if (children.length === 0) frame.done.push(rewriteNode(next));
      else frames.push({ node: next, children, done: [] });
      continue;
    }
    const changed = frame.done.some((child, position) => child !== frame.children[position]);
    const rebuilt = changed && isInner(frame.node) ? withChildren(frame.node, frame.done) : frame.node;
    const result = rewriteNode(rebuilt);
    frames.pop();
    const parent = frames[frames.length - 1];
    if (parent === undefined) return result;
    parent.done.push(result);
  }
}

/** Computes a value bottom-up: `combine` sees each node with its children's values, in the order of childrenOf. */
export function fold<Leaf extends { readonly kind: string }, Value>(
  root: Expr<Leaf>,
  combine: (node: Expr<Leaf>, children: readonly Value[]) => Value,
): Value {
  interface Frame {
    readonly node: Expr<Leaf>;
    readonly children: readonly Expr<Leaf>[];
    readonly done: Value[];
  }
  const own = childrenOf(root);
  if (own.length === 0) return combine(root, NOTHING);
  const frames: Frame[] = [{ node: root, children: own, done: [] }];
  for (;;) {
    const frame = frames[frames.length - 1] as Frame;
    const next = frame.children[frame.done.length];
    if (next !== undefined) {
      const children = childrenOf(next);
      if (children.length === 0) frame.done.push(combine(next, NOTHING));
      else frames.push({ node: next, children, done: [] });
      continue;
    }
    const value = combine(frame.node, frame.done);
    frames.pop();
    const parent = frames[frames.length - 1];
    if (parent === undefined) return value;
    parent.done.push(value);
  }
}

/**
 * Rebuilds top-down: where `replace` answers for a node, the answer stands in its place and nothing below the node
 * is visited. Subtrees in which nothing changed are kept as they are.
 */
export function replaceTopDown<Leaf extends { readonly kind: string }>(
  root: Expr<Leaf>,
  replace: (node: Expr<Leaf>) => Expr<Leaf> | undefined,
): Expr<Leaf> {
  interface Frame {
    readonly node: Expr<Leaf>;
    readonly children: readonly Expr<Leaf>[];
    readonly done: Expr<Leaf>[];
  }
  const frames: Frame[] = [];
  const visit = (node: Expr<Leaf>): Expr<Leaf> | undefined => {
    const answer = replace(node);
    if (answer === undefined) frames.push({ node, children: childrenOf(node), done: [] });
    return answer;
  };
  const answer = visit(root);
  if (answer !== undefined) return answer;
  for (;;) {
    const frame = frames[frames.length - 1] as Frame;
    const next = frame.children[frame.done.length];
    if (next !== undefined) {
      const replaced = visit(next);
      if (replaced !== undefined) frame.done.push(replaced);
      continue;
    }
    const changed = frame.done.some((child, position) => child !== frame.children[position]);
    const result = changed && isInner(frame.node) ? withChildren(frame.node, frame.done) : frame.node;
    frames.pop();
    const parent = frames[frames.length - 1];
    if (parent === undefined) return result;
    parent.done.push(result);
  }
}
