// Above an aggregate only groups and aggregates are left: expressions that were bound over its input are rewritten
// to its output, in subqueries too. What is neither is PostgreSQL's error about GROUP BY; a column that a grouped
// primary key determines becomes one more group, which changes no group.
import { exprKey } from "../expr/key.ts";
import { replaceTopDown } from "../expr/tree.ts";
import { refTo } from "../logical/column-ref.ts";
import { canBeNull } from "../logical/nullability.ts";
import type { LogicalExpr, LogicalLeaf, LogicalPlan, NamedExpr, OutputColumn } from "../logical/plan.ts";
import { mapChildren, mapExprs, outputColumnsOf } from "../logical/tree.ts";
import { INT4, INT8 } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { rowTestOf } from "./bind-row.ts";
import type { GroupBy, Ungrouping } from "./clauses.ts";
import type { BindContext } from "./context.ts";
import { canColumnBeNull, columnWithId } from "./find-column.ts";
import { inInputOrder } from "./order-of-input.ts";
import { withOrderedSets } from "./ordered-sets.ts";
import type { GroupingCall, Scope, ScopeRelation } from "./scope.ts";
import { isWholeRow, ROW_OVERLOAD } from "./whole-row.ts";

/** A query with groups, while its clauses are rewritten to them. */
export class Ungroup implements Ungrouping {
  readonly #context: BindContext;
  readonly #scope: Scope;
  readonly #input: LogicalPlan;
  #sets: GroupBy["sets"];
  readonly #setIndex: OutputColumn | undefined;
  readonly #groups: NamedExpr[];
  /** How many of the groups GROUP BY names. */
  readonly #named: number;
  /** Groups by key, of groups that are no columns. */
  readonly #byKey = new Map<string, OutputColumn>();
  /** Kinds and overloads of those, so that keys are made of few expressions. */
  readonly #shapes = new Set<string>();
  readonly #byColumn = new Map<number, OutputColumn>();
  readonly #own: ReadonlySet<number>;
  /** What the aggregate produces, by id; made when all was rewritten. */
  #outputs: ReadonlyMap<number, OutputColumn> | undefined;
  readonly #groupings: ReadonlyMap<number, GroupingCall>;

  constructor(context: BindContext, scope: Scope, input: LogicalPlan, groupBy: GroupBy) {
    this.#context = context;
    this.#scope = scope;
    this.#input = input;
    this.#sets = groupBy.sets;
    this.#setIndex = groupBy.sets === undefined ? undefined : context.column("grouping set", INT8, false);
    this.#own = new Set(outputColumnsOf(input).map(({ id }) => id));
    this.#groupings = new Map(scope.level.groupings.map((call) => [call.output.id, call]));
    this.#groups = [];
    for (const expr of groupBy.exprs) this.#addGroup(expr);
    this.#named = this.#groups.length;
  }

  #addGroup(expr: LogicalExpr): OutputColumn {
    const column = expr.kind === "column" ? columnWithId(this.#scope, expr.column) : undefined;
    const nullable =
      this.#sets !== undefined ||
      canBeNull(expr, this.#context.ports.functions, (id) => canColumnBeNull(this.#scope, id));
    const output = this.#context.column(column?.name ?? "group", expr.type, nullable);
    this.#groups.push({ output, expr });
    if (expr.kind === "column") this.#byColumn.set(expr.column, output);
    else {
      this.#byKey.set(exprKey(expr), output);
      this.#shapes.add(shapeOf(expr));
    }
    return output;
  }

  /** The aggregate, when everything above it was rewritten. */
  plan(): LogicalPlan {
    for (const { orderedSet } of this.#scope.level.aggregates) {
      for (const expr of orderedSet?.direct ?? []) this.rewrite(expr);
    }
    return withOrderedSets(this.#context, {
      kind: "aggregate",
      ...inInputOrder(this.#context, this.#input, this.#scope.level.aggregates),
      groups: this.#groups,
      ...(this.#sets === undefined ? {} : { groupingSets: this.#sets }),
      ...(this.#setIndex === undefined ? {} : { setIndex: this.#setIndex }),
    });
  }

  /** Whether a column above the aggregate can be NULL. */
  nullable(column: number): boolean {
    const outputs = [...this.#groups, ...this.#scope.level.aggregates].map(({ output }) => output);
    this.#outputs ??= new Map(outputs.map((output) => [output.id, output]));
    return this.#outputs.get(column)?.nullable ?? canColumnBeNull(this.#scope, column);
  }

  /** An expression over the input as one over groups and aggregates. @throws FfqError 42803 */
  rewrite(expr: LogicalExpr): LogicalExpr {
    return this.#rewrite(expr, false);
  }

  #rewrite(root: LogicalExpr, inSubquery: boolean): LogicalExpr {
    return replaceTopDown<LogicalLeaf>(root, (node) => {
      // PostgreSQL knows a grouped expression again in the query itself only, a grouped column everywhere.
      const isVariable = node.kind === "column" || isWholeRow(node);
      const known = inSubquery && !isVariable ? undefined : this.#groupOf(node);
      const group = known ?? this.#determinedRow(node);
      if (group !== undefined) return { kind: "column", column: group.id, type: group.type };
      const test = rowTestOf(node);
      const row = test === undefined ? undefined : this.#groupOf(test.row);
      if (row !== undefined) return test?.over(refTo(row));
      switch (node.kind) {
        case "column":
          return this.#column(node, inSubquery);
        case "scalar-subquery":
        case "exists-subquery":
          return { ...node, plan: this.#rewritePlan(node.plan) };
        case "any-subquery":
        case "all-subquery": {
          const comparison = this.#rewrite(node.comparison, inSubquery);
          return { ...node, comparison, plan: this.#rewritePlan(node.plan) };
        }
        default:
          return undefined;
      }
    });
  }

  #rewritePlan(plan: LogicalPlan): LogicalPlan {
    const over = mapChildren(plan, (child) => this.#rewritePlan(child));
    return mapExprs(over, (expr) => this.#rewrite(expr, true));
  }

  #groupOf(node: LogicalExpr): OutputColumn | undefined {
    if (node.kind === "column") return this.#byColumn.get(node.column);
    if (!this.#shapes.has(shapeOf(node))) return undefined;
    return this.#byKey.get(exprKey(node));
  }

  #column(node: Extract<LogicalExpr, { kind: "column" }>, inSubquery: boolean): LogicalExpr | undefined {
    const grouping = this.#groupings.get(node.column);
    if (grouping !== undefined) return this.#grouping(grouping);
    if (!this.#own.has(node.column)) return undefined;
    const determined = this.#determined(node);
    if (determined !== undefined) return { kind: "column", column: determined.id, type: determined.type };
    const name = this.#nameOf(node.column);
    const message = inSubquery
      ? `subquery uses ungrouped column "${name}" from outer query`
      : `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`;
    throw this.#context.error("INVALID_QUERY", "42803", message, this.#context.locationOf(node));
  }

  #nameOf(column: number): string {
    for (const relation of this.#scope.relations) {
      if (relation.presence?.id === column) return `${relation.name}.*`;
      for (const { name, expr } of relation.columns) {
        if (expr.kind === "column" && expr.column === column) return `${relation.name}.${name}`;
      }
    }
    return columnWithId(this.#scope, column)?.name ?? "?column?";
  }

  /** A column of a relation whose primary key is grouped, in every set. */
  #determined(node: Extract<LogicalExpr, { kind: "column" }>): OutputColumn | undefined {
    const relation = this.#scope.relations.find(
      (each) =>
        (each.presence?.id === node.column || each.columns.some(({ expr }) => isColumn(expr, node.column))) &&
        this.#hasGroupedKey(each),
    );
    return relation === undefined ? undefined : this.#addToAllSets(node);
  }

  /** The row of such a relation, whole where sets leave single columns out. */
  #determinedRow(node: LogicalExpr): OutputColumn | undefined {
    if (this.#sets === undefined || node.kind !== "call" || node.overload !== ROW_OVERLOAD) return undefined;
    const { args, type } = node;
    if (type.kind !== "struct") return undefined;
    const relation = this.#scope.relations.find(
      ({ columns }) =>
        columns.length === args.length &&
        columns.every(
          ({ name, expr }, at) =>
            name === type.fields[at]?.name && expr.kind === "column" && isColumn(args[at], expr.column),
        ),
    );
    return relation !== undefined && this.#hasGroupedKey(relation) ? this.#addToAllSets(node) : undefined;
  }

  #hasGroupedKey({ primaryKey, columns }: ScopeRelation): boolean {
    if (primaryKey === undefined) return false;
    return primaryKey.every((at) => {
      const key = columns[at]?.expr;
      return key?.kind === "column" && this.#isInAllSets(this.#byColumn.get(key.column));
    });
  }

  #addToAllSets(expr: LogicalExpr): OutputColumn {
    const position = this.#groups.length;
    this.#sets = this.#sets?.map((set) => [...set, position]);
    return this.#addGroup(expr);
  }

  #isInAllSets(group: OutputColumn | undefined): boolean {
    if (group === undefined) return false;
    const at = this.#groups.findIndex(({ output }) => output === group);
    return this.#sets?.every((set) => set.includes(at)) ?? true;
  }

  /** GROUPING(a, b): a bit for each argument that the row's set does not group by, the last one lowest. */
  #grouping({ args, locations }: GroupingCall): LogicalExpr {
    const positions = args.map((arg, position) => {
      const group = this.#groupOf(arg);
      const at = this.#groups.findIndex(({ output }) => output === group);
      if (group !== undefined && at < this.#named) return at;
      const message = "arguments to GROUPING must be grouping expressions of the associated query level";
      throw this.#context.error("INVALID_QUERY", "42803", message, locations[position]);
    });
    const constant = (value: number): LogicalExpr => ({ kind: "constant", value, type: INT4 });
    const bitsOf = (set: readonly number[]): number =>
      positions.reduce((bits, at) => bits * 2 + (set.includes(at) ? 0 : 1), 0);
    const [sets, index] = [this.#sets, this.#setIndex];
    if (sets === undefined || index === undefined) return constant(0);
    const column: LogicalExpr = { kind: "column", column: index.id, type: index.type };
    return {
      kind: "case",
      branches: sets.slice(0, -1).map((set, at) => ({
        when: bindOperatorCall(
          this.#context,
          "=",
          [column, { kind: "constant", value: BigInt(at), type: INT8 }],
          undefined,
        ),
        then: constant(bitsOf(set)),
      })),
      otherwise: constant(bitsOf(sets.at(-1) ?? [])),
      type: INT4,
    };
  }
}

const isColumn = (expr: LogicalExpr | undefined, id: number): boolean => expr?.kind === "column" && expr.column === id;

function shapeOf(expr: LogicalExpr): string {
  return expr.kind === "call" ? expr.overload : expr.kind;
}
