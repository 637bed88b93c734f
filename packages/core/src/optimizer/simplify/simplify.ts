// One expression, simplified bottom-up: constants folded, logic shortened, comparisons moved into their column's
// type. What evaluating would fail at is not folded: the error belongs to the rows that reach it.
import type { ColumnId } from "../../common/ids.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { childrenOf, isInner, rewrite, someNode, withChildren } from "../../expr/tree.ts";
import type { FunctionRegistry } from "../../function/registry.ts";
import { canBeNull } from "../../logical/nullability.ts";
import type { LogicalExpr, LogicalLeaf } from "../../logical/plan.ts";
import type { Datum } from "../../type/datum.ts";
import { conjunctsOf, disjunctsOf, FALSE, TRUE } from "../build.ts";
import { call, type Deep, mapDeep, runDeep } from "../deep.ts";
import { compareInColumnType } from "./compare-constant.ts";
import {
  simplifyAlternatives,
  simplifyCase,
  simplifyCoalesce,
  simplifyLogic,
  simplifyNot,
  withoutRepetitions,
} from "./logic.ts";

export interface SimplifyContext {
  readonly functions: FunctionRegistry;
  fold(expr: PhysicalExpr): Datum | undefined;
  isNullable(column: ColumnId): boolean;
}

/** An equal expression of the same type. */
export function simplify(expr: LogicalExpr, context: SimplifyContext): LogicalExpr {
  const flat = isNested(expr) ? runDeep(flatLogic(expr)) : expr;
  const local = rewrite<LogicalLeaf>(flat, (node) => simplifyNode(node, context));
  return someNode<LogicalLeaf>(local, isLogic)
    ? rewrite<LogicalLeaf>(local, (node) => normalise(node, context))
    : local;
}

function isLogic({ kind }: LogicalExpr): boolean {
  return kind === "and" || kind === "or";
}

/** Whether an AND stands right in an AND, or an OR in an OR. */
function isNested(expr: LogicalExpr): boolean {
  return someNode<LogicalLeaf>(
    expr,
    (node) => (node.kind === "and" || node.kind === "or") && node.args.some((arg) => arg.kind === node.kind),
  );
}

/** Chains of one operator as one node, from the top: a chain of thousands is then looked at once. */
function* flatLogic(node: LogicalExpr): Deep<LogicalExpr> {
  if (!isInner<LogicalLeaf>(node)) return node;
  const children =
    node.kind === "and" ? conjunctsOf(node) : node.kind === "or" ? disjunctsOf(node) : childrenOf<LogicalLeaf>(node);
  const flat = yield* call(mapDeep(children, flatLogic));
  return withChildren<LogicalLeaf>(node, flat);
}

function simplifyNode(node: LogicalExpr, context: SimplifyContext): LogicalExpr {
  switch (node.kind) {
    case "and":
    case "or":
      return simplifyLogic(
        node.kind,
        node.args.some((arg) => arg.kind === node.kind || arg.kind === "constant") ? flattened(node) : node.args,
      );
    case "not":
      return simplifyNot(node.input);
    case "case":
      return simplifyCase(node);
    case "coalesce":
      return simplifyCoalesce(node);
    case "is-null":
      return simplifyIsNull(node, context);
    case "call":
      return folded(compareInColumnType(folded(node, context), context.functions), context);
    case "cast":
    case "in-list":
      return folded(node, context);
    case "column":
    case "constant":
    case "scalar-subquery":
    case "exists-subquery":
    case "any-subquery":
    case "all-subquery":
      return node;
  }
}

/** One level: the arguments are flat already. */
function flattened(node: Extract<LogicalExpr, { readonly kind: "and" | "or" }>): readonly LogicalExpr[] {
  return node.args.flatMap((arg) => (arg.kind === node.kind ? arg.args : [arg]));
}

function simplifyIsNull(
  node: Extract<LogicalExpr, { readonly kind: "is-null" }>,
  context: SimplifyContext,
): LogicalExpr {
  if (node.input.kind === "constant") return node.input.value === null ? TRUE : FALSE;
  // Only of columns: an expression may fail, and then must be evaluated.
  if (node.input.kind !== "column") return node;
  return canBeNull(node.input, context.functions, (id) => context.isNullable(id)) ? node : FALSE;
}

function folded(node: LogicalExpr, context: SimplifyContext): LogicalExpr {
  if (node.kind === "constant") return node;
  const children = childrenOf<LogicalLeaf>(node);
  if (!children.every((child) => child.kind === "constant")) return node;
  const value = context.fold(node as PhysicalExpr);
  return value === undefined ? node : { kind: "constant", value, type: node.type };
}

/** What looks at all arguments of an AND or OR at once: done when none of them can grow any more. */
function normalise(node: LogicalExpr, { functions }: SimplifyContext): LogicalExpr {
  if (node.kind === "or") return simplifyAlternatives(disjunctsOf(node), functions);
  if (node.kind === "and") return simplifyLogic("and", withoutRepetitions(conjunctsOf(node), functions));
  return node;
}
