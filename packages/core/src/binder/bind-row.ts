// Rows in comparisons: (a, b) = (c, d), (a, b) < (c, d), (a, b) IN (...), (a, b) IS NULL. Of rows that are written they
// become comparisons of their columns, in three-valued logic; a row that is a value (bind-row-value.ts) is compared as
// one, and then NULL equals NULL (PostgreSQL manual, sections 9.25.5 and 9.25.6).
import type { A_Expr, Node } from "@pgsql/types";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bareType, printType } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { bindItems, fieldAt } from "./bind-row-value.ts";
import { coerce } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { refuseManyFields } from "./limits.ts";
import { listItems, locationOf, rowItems } from "./parse-node.ts";
import { hasSubquery } from "./references.ts";
import { below, type Place } from "./scope.ts";
import { isWholeRow } from "./whole-row.ts";

const bool = { kind: "bool" } as const;

/** `left symbol right` where one of them is a row. */
export function bindRowComparison(
  context: BindContext,
  place: Place,
  symbol: string,
  left: Node,
  right: Node,
  location: number | undefined,
): LogicalExpr {
  const lefts = rowItems(left);
  const rights = rowItems(right);
  if (lefts !== undefined && "SubLink" in right && right.SubLink.subLinkType === "EXPR_SUBLINK") {
    return bindRowSubquery(context, place, symbol, lefts, right.SubLink.subselect as Node, location);
  }
  if (lefts === undefined || rights === undefined) {
    return bindOperatorCall(context, symbol, [context.expr(place, left), context.expr(place, right)], location);
  }
  const [ones, others] = [bindItems(context, place, lefts), bindItems(context, place, rights)];
  if (ones.length !== others.length) {
    throw context.error("SYNTAX", "42601", "unequal number of entries in row expressions", location);
  }
  return compareRows(context, symbol, ones, others, location);
}

/** Three-valued comparison of rows, as PostgreSQL makes it of their columns' operators. @throws FfqError 42804, 0A000 */
export function compareRows(
  context: BindContext,
  symbol: string,
  lefts: readonly LogicalExpr[],
  rights: readonly LogicalExpr[],
  location: number | undefined,
): LogicalExpr {
  const compare = (operator: string, at: number): LogicalExpr =>
    bindOperatorCall(context, operator, [lefts[at] as LogicalExpr, rights[at] as LogicalExpr], location);
  const all = (kind: "and" | "or", args: readonly LogicalExpr[]): LogicalExpr =>
    args.length === 1 ? (args[0] as LogicalExpr) : { kind, args, type: bool };
  if (lefts.length === 0) throw context.unsupported("comparison of rows of length zero", location);
  switch (symbol) {
    case "=":
      return all(
        "and",
        lefts.map((_, at) => compare("=", at)),
      );
    case "<>":
      return all(
        "or",
        lefts.map((_, at) => compare("<>", at)),
      );
    case "<":
    case "<=":
    case ">":
    case ">=": {
      if ([...lefts, ...rights].some(hasSubquery))
        throw context.unsupported("ordering of rows with a subquery", location);
      // Strictly less in the first column in which they differ; the last one decides by the operator itself.
      const strict = symbol.slice(0, 1);
      let result = compare(symbol, lefts.length - 1);
      for (let at = lefts.length - 2; at >= 0; at--) {
        result = all("or", [compare(strict, at), all("and", [compare("=", at), result])]);
      }
      return result;
    }
    default: {
      const all = lefts.map((_, at) => compare(symbol, at));
      const other = all.find(({ type }) => type.kind !== "bool");
      if (other !== undefined) {
        const message = `row comparison operator must yield type boolean, not type ${printType(bareType(other.type))}`;
        throw context.error("TYPE_MISMATCH", "42804", message, location);
      }
      if (all.length === 1) return all[0] as LogicalExpr;
      const message = `could not determine interpretation of row comparison operator ${symbol}`;
      throw context.error("UNSUPPORTED", "0A000", message, location);
    }
  }
}

/** (a, b) = (SELECT c, d ...): the comparison itself is the subquery's value. */
function bindRowSubquery(
  context: BindContext,
  place: Place,
  symbol: string,
  lefts: readonly Node[],
  subselect: Node,
  location: number | undefined,
): LogicalExpr {
  if (!("SelectStmt" in subselect)) throw context.unsupported("this subquery", location);
  const plan = context.query(below(place), subselect.SelectStmt);
  const columns = outputColumnsOf(plan);
  const left = bindItems(context, place, lefts);
  checkWidth(context, columns.length, left.length, location);
  const rights = columns.map(refTo);
  const expr = compareRows(context, symbol, left, rights, location);
  const output = context.column("?column?", bool);
  return { kind: "scalar-subquery", plan: { kind: "project", input: plan, exprs: [{ output, expr }] }, type: bool };
}

/** @throws FfqError 42601 when a subquery has not as many columns as the row beside it */
export function checkWidth(context: BindContext, columns: number, wanted: number, location: number | undefined): void {
  if (columns === wanted) return;
  const message = `subquery has too ${columns > wanted ? "many" : "few"} columns`;
  throw context.error("SYNTAX", "42601", message, location);
}

/** (a, b) IN ((1, 2), (3, 4)) */
export function bindRowIn(
  context: BindContext,
  place: Place,
  { lexpr, rexpr, location }: A_Expr,
  wanted: boolean,
): LogicalExpr {
  const tests = listItems(rexpr).map((item) =>
    bindRowComparison(context, place, wanted ? "=" : "<>", lexpr as Node, item, location),
  );
  return tests.length === 1 ? (tests[0] as LogicalExpr) : { kind: wanted ? "or" : "and", args: tests, type: bool };
}

/** (a, b) BETWEEN (1, 2) AND (3, 4), by comparisons of rows. */
export function bindRowBetween(
  context: BindContext,
  place: Place,
  { lexpr, rexpr, location }: A_Expr,
  kind: "AEXPR_BETWEEN" | "AEXPR_NOT_BETWEEN" | "AEXPR_BETWEEN_SYM" | "AEXPR_NOT_BETWEEN_SYM",
): LogicalExpr {
  const [low, high] = listItems(rexpr) as [Node, Node];
  const between = (least: Node, most: Node): LogicalExpr => ({
    kind: "and",
    args: [
      bindRowComparison(context, place, ">=", lexpr as Node, least, location),
      bindRowComparison(context, place, "<=", lexpr as Node, most, location),
    ],
    type: bool,
  });
  const isSymmetric = kind === "AEXPR_BETWEEN_SYM" || kind === "AEXPR_NOT_BETWEEN_SYM";
  const plain = between(low, high);
  const test: LogicalExpr = isSymmetric ? { kind: "or", args: [plain, between(high, low)], type: bool } : plain;
  const isNegated = kind === "AEXPR_NOT_BETWEEN" || kind === "AEXPR_NOT_BETWEEN_SYM";
  return isNegated ? { kind: "not", input: test, type: bool } : test;
}

/** A null test of a relation's row, which names columns, and how it is made over the row as a value. */
interface RowTest {
  readonly row: LogicalExpr;
  over(row: LogicalExpr): LogicalExpr;
}

const rowTests = new WeakMap<LogicalExpr, RowTest>();

/** The null test of a relation's row that an expression is; undefined for every other one. */
export function rowTestOf(expr: LogicalExpr): RowTest | undefined {
  return rowTests.get(expr);
}

/**
 * A row is NULL when all its columns are, and not NULL when none is: the two are not opposites. Undefined for what is
 * no row; `bound` is the expression where it was bound already.
 */
export function bindRowNullTest(
  context: BindContext,
  place: Place,
  node: Node,
  negated: boolean,
  bound?: LogicalExpr,
): LogicalExpr | undefined {
  const items = rowItems(node);
  const fields = items === undefined ? fieldsOf(context, place, node, bound) : bindItems(context, place, items);
  refuseManyFields(context, fields?.length ?? 0, locationOf(node));
  const args = fields?.map((field): LogicalExpr => {
    const input = coerce(context, field, "any");
    const isNull: LogicalExpr = { kind: "is-null", input, type: bool };
    return negated ? { kind: "not", input: isNull, type: bool } : isNull;
  });
  if (args === undefined) return undefined;
  if (args.length === 0) return { kind: "constant", value: true, type: bool };
  const test: LogicalExpr = { kind: "and", args, type: bool };
  if (bound !== undefined && isWholeRow(bound)) {
    rowTests.set(test, {
      row: bound,
      over: (row) => bindRowNullTest(context, place, node, negated, row) as LogicalExpr,
    });
    return test;
  }
  return args.length === 1 ? (args[0] as LogicalExpr) : test;
}

/** The fields of a value that is a row: of one that is NULL they all are. */
function fieldsOf(
  context: BindContext,
  place: Place,
  node: Node,
  bound: LogicalExpr | undefined,
): readonly LogicalExpr[] | undefined {
  if (bound?.type.kind !== "struct") return undefined;
  return bound.type.fields.map((_, at) =>
    fieldAt(context, at > 0 && hasSubquery(bound) ? context.expr(place, node) : bound, at),
  );
}
