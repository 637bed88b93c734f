// Operators and the constructs that the grammar writes as operators: LIKE, BETWEEN, IN, IS DISTINCT FROM, NULLIF.
// What needs an operand twice binds it twice when it holds a subquery: a plan must not stand in a tree twice.
import type { A_Expr, Node } from "@pgsql/types";
import { unreachable } from "../common/unreachable.ts";
import { notDistinct } from "../expr/not-distinct.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";
import type { TypeKind } from "../type/logical-type.ts";
import { bindOverElements } from "./bind-array.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { bindInList } from "./bind-in-list.ts";
import { bindRowBetween, bindRowComparison, bindRowIn } from "./bind-row.ts";
import { coerce, convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { drawnOnce } from "./drawn-once.ts";
import { listItems, names, rowItems } from "./parse-node.ts";
import { hasSubquery } from "./references.ts";
import type { Place } from "./scope.ts";

const bool = { kind: "bool" } as const;

/** Binds an A_Expr. */
export function bindOperator(context: BindContext, place: Place, node: A_Expr): LogicalExpr {
  const { kind = "AEXPR_OP", lexpr, rexpr, location } = node;
  const symbol = names(node.name).at(-1) ?? "";
  switch (kind) {
    case "AEXPR_OP":
      return bindChain(context, place, node);
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
    // The parser has made the pattern a call that translates it.
    case "AEXPR_SIMILAR":
      return bindOperatorCall(
        context,
        symbol,
        [context.expr(place, lexpr as Node), context.expr(place, rexpr as Node)],
        location,
      );
    case "AEXPR_IN":
      if (rowItems(lexpr as Node) !== undefined) return bindRowIn(context, place, node, symbol === "=");
      return bindInList(context, place, lexpr as Node, listItems(rexpr), symbol, location);
    case "AEXPR_BETWEEN":
    case "AEXPR_NOT_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
    case "AEXPR_NOT_BETWEEN_SYM":
      return rowItems(lexpr as Node) !== undefined
        ? bindRowBetween(context, place, node, kind)
        : bindBetween(context, place, node, kind);
    case "AEXPR_DISTINCT":
    case "AEXPR_NOT_DISTINCT":
      return bindDistinct(context, place, node, kind === "AEXPR_DISTINCT");
    case "AEXPR_NULLIF":
      return bindNullIf(context, place, node);
    case "AEXPR_OP_ANY":
      return bindOverElements(context, place, node, "any");
    case "AEXPR_OP_ALL":
      return bindOverElements(context, place, node, "all");
    default:
      return unreachable(kind);
  }
}

/** A binary operator whose left operand may be another one, thousands deep. */
function bindChain(context: BindContext, place: Place, root: A_Expr): LogicalExpr {
  const chain: A_Expr[] = [];
  let node: Node = { A_Expr: root };
  while ("A_Expr" in node && node.A_Expr.kind === "AEXPR_OP" && isPlainBinary(node.A_Expr)) {
    chain.push(node.A_Expr);
    node = node.A_Expr.lexpr as Node;
  }
  let left = chain.length === 0 ? bindOne(context, place, root) : context.expr(place, node);
  for (const { name, rexpr, location } of chain.reverse()) {
    left = bindOperatorCall(context, names(name).at(-1) ?? "", [left, context.expr(place, rexpr as Node)], location);
  }
  return left;
}

function isPlainBinary({ lexpr, rexpr }: A_Expr): boolean {
  return lexpr !== undefined && rexpr !== undefined && rowItems(lexpr) === undefined && rowItems(rexpr) === undefined;
}

/** A unary operator or a comparison of rows. */
function bindOne(context: BindContext, place: Place, { name, lexpr, rexpr, location }: A_Expr): LogicalExpr {
  const symbol = names(name).at(-1) ?? "";
  if (lexpr !== undefined) {
    return bindRowComparison(context, place, symbol, lexpr, rexpr as Node, location);
  }
  return bindOperatorCall(context, symbol, [context.expr(place, rexpr as Node)], location);
}

/** The same operand once more. */
function again(context: BindContext, place: Place, node: Node, bound: LogicalExpr): LogicalExpr {
  return hasSubquery(bound) ? context.expr(place, node) : bound;
}

function bindBetween(
  context: BindContext,
  place: Place,
  { lexpr, rexpr, location }: A_Expr,
  kind: "AEXPR_BETWEEN" | "AEXPR_NOT_BETWEEN" | "AEXPR_BETWEEN_SYM" | "AEXPR_NOT_BETWEEN_SYM",
): LogicalExpr {
  const [low, high] = listItems(rexpr) as [Node, Node];
  const input = context.expr(place, lexpr as Node);
  const compare = (symbol: string, operand: LogicalExpr, bound: LogicalExpr): LogicalExpr =>
    bindOperatorCall(context, symbol, [operand, bound], location);
  const both = (args: readonly LogicalExpr[]): LogicalExpr => ({ kind: "and", args, type: bool });
  const copy = (): LogicalExpr => again(context, place, lexpr as Node, input);
  // One comparison after the other: of two errors PostgreSQL reports the first.
  const least = context.expr(place, low);
  const atLeast = compare(">=", input, least);
  const most = context.expr(place, high);
  const plain = both([atLeast, compare("<=", copy(), most)]);
  const symmetric = kind === "AEXPR_BETWEEN_SYM" || kind === "AEXPR_NOT_BETWEEN_SYM";
  const other = (): LogicalExpr =>
    both([
      compare(">=", copy(), again(context, place, high, most)),
      compare("<=", copy(), again(context, place, low, least)),
    ]);
  const test: LogicalExpr = symmetric ? { kind: "or", args: [plain, other()], type: bool } : plain;
  return kind === "AEXPR_BETWEEN" || kind === "AEXPR_BETWEEN_SYM" ? test : { kind: "not", input: test, type: bool };
}

function bindDistinct(
  context: BindContext,
  place: Place,
  { lexpr, rexpr, location }: A_Expr,
  negated: boolean,
): LogicalExpr {
  const wrap = (expr: LogicalExpr): LogicalExpr => (negated ? { kind: "not", input: expr, type: bool } : expr);
  const lefts = rowItems(lexpr as Node);
  const rights = rowItems(rexpr as Node);
  if (lefts !== undefined && rights !== undefined && lefts.length === rights.length) {
    const args = lefts.map((left, at) => bindSame(context, place, left, rights[at] as Node, location));
    return wrap({ kind: "and", args, type: bool });
  }
  return wrap(bindSame(context, place, lexpr as Node, rexpr as Node, location));
}

/** `left IS NOT DISTINCT FROM right`. */
function bindSame(
  context: BindContext,
  place: Place,
  left: Node,
  right: Node,
  location: number | undefined,
): LogicalExpr {
  const first = context.expr(place, left);
  const second = context.expr(place, right);
  // A test for NULL, and the only case in which both may be literals without a type.
  for (const [at, expr] of [first, second].entries()) {
    if (expr.kind === "constant" && expr.value === null && expr.type.kind === "unknown") {
      return { kind: "is-null", input: coerce(context, at === 0 ? second : first, "any"), type: bool };
    }
  }
  const equal = bindOperatorCall(context, "=", [first, second], location);
  if (equal.kind !== "call") throw context.unsupported("IS DISTINCT FROM of these operands", location);
  if (hasSubquery(first) || hasSubquery(second)) {
    const copy = bindOperatorCall(
      context,
      "=",
      [again(context, place, left, first), again(context, place, right, second)],
      location,
    );
    const inputs = copy.kind === "call" ? copy.args : [];
    const missing = inputs.map((input): LogicalExpr => ({ kind: "is-null", input, type: bool }));
    return { kind: "coalesce", args: [equal, { kind: "and", args: missing, type: bool }], type: bool };
  }
  const [one, two] = equal.args as [LogicalExpr, LogicalExpr];
  return notDistinct<LogicalLeaf>(equal.overload, one, two);
}

/** Each is compared with the other ones by an operator of its own: none is cast. */
const moments: ReadonlySet<TypeKind> = new Set(["date", "timestamp", "timestamptz"]);

/** CASE WHEN left = right THEN NULL ELSE left END, left being of the type in which PostgreSQL compares it. */
function bindNullIf(context: BindContext, place: Place, { lexpr, rexpr, location }: A_Expr): LogicalExpr {
  const left = drawnOnce(context, context.expr(place, lexpr as Node));
  const right = context.expr(place, rexpr as Node);
  const when = bindOperatorCall(context, "=", [left, right], location);
  if (when.kind !== "call") throw context.unsupported("NULLIF of these operands", location);
  const compared = moments.has(left.type.kind) ? left : (when.args[0] as LogicalExpr);
  const otherwise = hasSubquery(left)
    ? convert(context, context.expr(place, lexpr as Node), compared.type, "implicit")
    : compared;
  const then: LogicalExpr = { kind: "constant", value: null, type: otherwise.type };
  const { type } = otherwise;
  return context.typedLike({ kind: "case", branches: [{ when, then }], otherwise, type }, otherwise);
}
