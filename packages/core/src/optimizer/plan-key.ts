// Numbers for plans that are the same for two plans exactly when they do the same, whatever the ids of their
// columns: columns are named by where they stand in a node's inputs. Only for plans that read nothing from
// outside and nothing volatile; others have no number.
import type { ColumnId } from "../common/ids.ts";
import { exprKey } from "../expr/key.ts";
import { isVolatile } from "../function/expr-facts.ts";
import type { FunctionRegistry } from "../function/registry.ts";
import type { LogicalExpr, LogicalPlan, SortKey } from "../logical/plan.ts";
import { childrenOf, exprsOf } from "../logical/tree.ts";
import { printType } from "../type/logical-type.ts";
import { substitute } from "./build.ts";
import { factsOf } from "./facts.ts";

/** Columns of a right input are numbered from here. */
const RIGHT = 1_000_000;

export class PlanKeys {
  readonly #functions: FunctionRegistry;
  readonly #tables: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<LogicalPlan, number | undefined>();

  /** @param tables what reads one of another name has no number: its caller looks for what stands twice */
  constructor(functions: FunctionRegistry, tables: ReadonlySet<string>) {
    this.#functions = functions;
    this.#tables = tables;
  }

  /** The number of a node whose inputs have been asked for before; undefined when it has none. */
  number(plan: LogicalPlan): number | undefined {
    if (!this.#known.has(plan)) this.#known.set(plan, this.#compute(plan));
    return this.#known.get(plan);
  }

  #compute(plan: LogicalPlan): number | undefined {
    if (plan.kind === "scan" && !this.#tables.has(plan.table.name)) return undefined;
    const inputs = childrenOf(plan).map((input) => this.#known.get(input));
    if (inputs.includes(undefined) || factsOf(plan).free.size > 0 || factsOf(plan).freeCtes.size > 0) return undefined;
    if (exprsOf(plan).some((expr) => isVolatile(expr, this.#functions))) return undefined;
    const own = this.#describe(plan);
    if (own === undefined) return undefined;
    const text = `${plan.kind} ${own} of ${inputs.join()}`;
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }

  #describe(plan: LogicalPlan): string | undefined {
    const names = new Map<ColumnId, LogicalExpr>();
    const columns =
      plan.kind === "scan" ? [factsOf(plan).columns] : childrenOf(plan).map((input) => factsOf(input).columns);
    for (const [side, list] of columns.entries()) {
      for (const [at, { id, type }] of list.entries()) {
        names.set(id, { kind: "column", column: (side * RIGHT + at) as ColumnId, type });
      }
    }
    const key = (expr: LogicalExpr): string => exprKey(substitute(expr, names));
    const keys = (exprs: readonly LogicalExpr[]): string => exprs.map(key).join(";");
    const order = (sort: readonly SortKey[]): string =>
      sort.map(({ expr, descending, nullsFirst }) => `${key(expr)} ${descending} ${nullsFirst}`).join(";");
    switch (plan.kind) {
      case "scan": {
        const table = `${plan.table.provider} ${plan.table.name} ${JSON.stringify(plan.table.spec)}`;
        return `${table} [${plan.columns.map(({ source }) => source).join()}] ${keys(plan.filters)}`;
      }
      case "filter":
        return key(plan.predicate);
      case "project":
        return keys(plan.exprs.map(({ expr }) => expr));
      case "join":
        return plan.lateral ? undefined : `${plan.join} ${keys(plan.on)}`;
      case "aggregate": {
        const calls = plan.aggregates.map(({ overload, args, distinct, filter, order: by, output }) => {
          const test = filter === undefined ? "" : key(filter);
          return `${overload} ${keys(args)} ${distinct} ${test} ${order(by)} ${printType(output.type)}`;
        });
        const sets = JSON.stringify(plan.groupingSets ?? null);
        return `${keys(plan.groups.map(({ expr }) => expr))} ${calls.join("|")} ${sets} ${plan.setIndex === undefined}`;
      }
      case "distinct":
        return `${plan.on === undefined ? "" : keys(plan.on)} ${order(plan.order)}`;
      case "values":
      case "table-function":
      case "sort":
      case "window":
      case "unnest":
      case "limit":
      case "set-operation":
      case "cte":
      case "cte-ref":
      case "recursive-cte":
        return undefined;
    }
  }
}
