// The types of a query's columns as PostgreSQL declares them, which FFQ's say more than: a numeric that a computation
// gave a scale has none there, nor has an aggregate's or a function's result a length. What keeps one is a column that
// was defined with it, a cast that was written, and what only picks among such or takes them out of arrays
// (PostgreSQL's exprTypmod).
import type { ColumnId } from "../common/ids.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { childrenOf, outputColumnsOf } from "../logical/tree.ts";
import { bareType, type LogicalType, listOf, printType } from "../type/logical-type.ts";
import { holdingNaN } from "./bind-cast.ts";
import { convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { retype } from "./retype.ts";

/** The plan with the types that its columns have in a table made of it: later values keep to no other length or scale. */
export function storedTypes(context: BindContext, plan: LogicalPlan): LogicalPlan {
  const types = outputColumnsOf(plan).map((column): LogicalType => {
    const declared = declaredType(context, plan, column);
    if (hasSameModifier(declared, column.type)) return column.type;
    return holdingNaN(context, refTo(column), declared);
  });
  return retype(context, plan, types, (expr, at) => convert(context, expr, types[at] as LogicalType, "implicit"));
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
        return typeInDefinition(context, plans, column, type) ?? type;
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
            typeOfColumn(context, [member.plan, ...plans], { id: member.id, type }),
          ),
          type,
        );
      case "cte-ref": {
        const source = plan.columns.find(({ output }) => output.id === column)?.source;
        const declared = source === undefined ? undefined : typeInDefinition(context, plans, source, type);
        return declared ?? bareType(type);
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

/** Of a common table expression's column; undefined for every other one. */
function typeInDefinition(
  context: BindContext,
  plans: readonly LogicalPlan[],
  id: ColumnId,
  type: LogicalType,
): LogicalType | undefined {
  const definition = context.definitionOf(id);
  if (definition === undefined) return context.declaredColumn(id);
  return typeOfColumn(context, [definition.plan, ...plans], { id: definition.column, type });
}

/** What was found: the same columns are mentioned again and again, at each of many levels. */
const found = new WeakMap<LogicalExpr, LogicalType>();

function typeOf(context: BindContext, plans: readonly LogicalPlan[], expr: LogicalExpr): LogicalType {
  const before = found.get(expr);
  if (before !== undefined) return before;
  const like = context.likeOf(expr);
  const type = like === undefined ? typeOfValue(context, plans, expr) : typeOf(context, plans, like);
  found.set(expr, type);
  return type;
}

function typeOfValue(context: BindContext, plans: readonly LogicalPlan[], expr: LogicalExpr): LogicalType {
  const all = (exprs: readonly LogicalExpr[], type: LogicalType): LogicalType =>
    common(
      exprs.map((each) => typeOf(context, plans, each)),
      type,
    );
  switch (expr.kind) {
    case "column":
      return typeOfColumn(context, plans, { id: expr.column, type: expr.type });
    case "cast":
      // What is cast without being asked for has no length or scale by that, and keeps one where it is only held otherwise.
      return expr.form === "implicit" ? all([expr.input], expr.type) : expr.type;
    case "constant":
      return bareType(expr.type);
    case "case":
      return all([...expr.branches.map(({ then }) => then), expr.otherwise], expr.type);
    case "coalesce":
      return all(expr.args, expr.type);
    case "scalar-subquery": {
      const [column] = outputColumnsOf(expr.plan);
      return column === undefined ? expr.type : typeOfColumn(context, [expr.plan, ...plans], column);
    }
    case "call":
      return typeOfCall(expr, all);
    default:
      return expr.type;
  }
}

/** What a function gives has no length, but for what the grammar makes of arrays and rows. */
function typeOfCall(
  { overload, args, type }: Extract<LogicalExpr, { kind: "call" }>,
  all: (exprs: readonly LogicalExpr[], type: LogicalType) => LogicalType,
): LogicalType {
  switch (overload.slice(0, overload.indexOf("("))) {
    case "ffq:array":
      return type.kind === "list" ? listOf(all(args, type.element)) : type;
    case "ffq:array_of_arrays":
      return all(args, type);
    case "ffq:slice":
      return all(args.slice(0, 1), type);
    case "ffq:subscript":
    case "ffq:subscripts": {
      const list = all(args.slice(0, 1), args[0]?.type ?? type);
      return list.kind === "list" && list.element.kind === type.kind ? list.element : bareType(type);
    }
    case "ffq:field":
      return type;
    default:
      return bareType(type);
  }
}

/** One type where all are that one; otherwise the kind of `type` alone. */
function common(types: readonly LogicalType[], type: LogicalType): LogicalType {
  const [first] = types;
  const isOne = first !== undefined && isOneKind(first, type) && types.every((other) => hasSameModifier(first, other));
  return isOne ? first : bareType(type);
}

/** Whether two types differ in nothing but their lengths or scales. */
function isOneKind(left: LogicalType, right: LogicalType): boolean {
  return left.kind === "list" && right.kind === "list"
    ? isOneKind(left.element, right.element)
    : left.kind === right.kind;
}
