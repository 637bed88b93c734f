// The types of a query's columns as PostgreSQL declares them, which FFQ's say more than: a numeric that a computation
// gave a scale has none there, nor has an aggregate's or a function's result a length. What keeps one is a column that
// was defined with it, a cast that was written, and what only picks among such.
import type { ColumnId } from "../common/ids.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { childrenOf, outputColumnsOf } from "../logical/tree.ts";
import { bareType, type LogicalType, listOf, NUMERIC, printType } from "../type/logical-type.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { retype } from "./retype.ts";

/** The plan with its computed numerics without scale, for a table to be made of: later values are not rounded. */
export function storedTypes(context: BindContext, plan: LogicalPlan): LogicalPlan {
  const types = outputColumnsOf(plan).map((column): LogicalType => {
    if (column.type.kind !== "numeric") return column.type;
    return hasSameModifier(declaredType(context, plan, column), column.type) ? column.type : NUMERIC;
  });
  return retype(context, plan, types, (expr) => convert(context, expr, NUMERIC, "implicit"));
}

/** The type of a plan's column with the length, precision and scale that PostgreSQL knows of. */
export function declaredType(context: BindContext, plan: LogicalPlan, column: OutputColumn): LogicalType {
  return typeOfColumn(context, [plan], column);
}

/** Whether two types of one kind have the same length, or precision and scale, however their values are held. */
export function hasSameModifier(left: LogicalType, right: LogicalType): boolean {
  return printType(left) === printType(right);
}

type Column = Pick<OutputColumn, "id" | "type">;

/** `plans`: where columns may come from, inner before outer. */
function typeOfColumn(context: BindContext, plans: readonly LogicalPlan[], { id, type }: Column): LogicalType {
  const producer = plans.find((plan) => outputColumnsOf(plan).some((output) => output.id === id));
  let [plan, column] = [producer, id];
  while (plan !== undefined) {
    const known = context.declaredColumn(column);
    if (known !== undefined) return known;
    const within = childrenOf(plan);
    switch (plan.kind) {
      case "scan":
        return type;
      case "values": {
        const at = plan.columns.findIndex((output) => output.id === column);
        return common(
          plan.rows.map((row) => typeOf(context, plans, row[at] as LogicalExpr)),
          type,
        );
      }
      case "set-operation":
        return common(
          membersOf(context, plan, column).map((member) =>
            typeOfColumn(context, [member.plan], { id: member.id, type }),
          ),
          type,
        );
      case "cte-ref": {
        const source = plan.columns.find(({ output }) => output.id === column)?.source;
        return (source === undefined ? undefined : context.declaredColumn(source)) ?? bareType(type);
      }
      case "project":
      case "aggregate": {
        const made: readonly { readonly output: OutputColumn; readonly expr: LogicalExpr }[] =
          plan.kind === "project" ? plan.exprs : plan.groups;
        const expr = made.find(({ output }) => output.id === column)?.expr;
        return expr === undefined ? bareType(type) : typeOf(context, [...within, ...plans], expr);
      }
      default:
        plan = within.find((child) => outputColumnsOf(child).some((output) => output.id === column));
    }
  }
  return bareType(type);
}

interface Member {
  readonly plan: LogicalPlan;
  /** Of its column. */
  readonly id: ColumnId;
}

/** Where a set operation's column comes from, those in it included: chains can be thousands of members long. */
function membersOf(context: BindContext, root: LogicalPlan, column: ColumnId): readonly Member[] {
  const members: Member[] = [];
  const stack: Member[] = [{ plan: root, id: column }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { plan, id } = next;
    const isKnown = context.declaredColumn(id) !== undefined;
    const pair =
      plan.kind === "set-operation" && !isKnown ? plan.columns.find(({ output }) => output.id === id) : undefined;
    if (plan.kind !== "set-operation" || pair === undefined) {
      members.push(next);
      continue;
    }
    stack.push({ plan: plan.right, id: pair.right }, { plan: plan.left, id: pair.left });
  }
  return members;
}

function typeOf(context: BindContext, plans: readonly LogicalPlan[], expr: LogicalExpr): LogicalType {
  const like = context.likeOf(expr);
  if (like !== undefined) return typeOf(context, plans, like);
  const all = (exprs: readonly LogicalExpr[]): LogicalType =>
    common(
      exprs.map((each) => typeOf(context, plans, each)),
      expr.type,
    );
  switch (expr.kind) {
    case "column":
      return typeOfColumn(context, plans, { id: expr.column, type: expr.type });
    case "cast":
      if (expr.form === "explicit") return expr.type;
      // Of numerics such a cast is only about how they are held.
      return expr.type.kind === "numeric" ? typeOf(context, plans, expr.input) : bareType(expr.type);
    case "constant":
      return expr.type.kind === "numeric" || expr.type.kind === "list" ? bareType(expr.type) : expr.type;
    case "case":
      return all([...expr.branches.map(({ then }) => then), expr.otherwise]);
    case "coalesce":
      return all(expr.args);
    case "scalar-subquery": {
      const [column] = outputColumnsOf(expr.plan);
      return column === undefined ? expr.type : typeOfColumn(context, [expr.plan, ...plans], column);
    }
    case "call":
      if (expr.overload !== "ffq:array(any...)" || expr.type.kind !== "list") return bareType(expr.type);
      return listOf(
        common(
          expr.args.map((arg) => typeOf(context, plans, arg)),
          expr.type.element,
        ),
      );
    default:
      return expr.type;
  }
}

/** One type where all are that one; otherwise the kind of `type` alone. */
function common(types: readonly LogicalType[], type: LogicalType): LogicalType {
  const [first] = types;
  const isOne =
    first !== undefined && first.kind === type.kind && types.every((other) => hasSameModifier(first, other));
  return isOne ? first : bareType(type);
}
