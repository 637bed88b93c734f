// Plans of SQL texts over small tables for the rules' tests, and single rules run on them.
import { allClauses } from "../../binder/all-clauses.ts";
import { bindStatement } from "../../binder/binder.ts";
import type { Field } from "../../column/vector.ts";
import { aggregateLookup } from "../../function/aggregate/resolve.ts";
import { constantFolder } from "../../function/fold.ts";
import { builtinAggregates, builtinFunctions, builtinWindows } from "../../function/functions.ts";
import { windowLookup } from "../../function/window/resolve.ts";
import { explainLogical } from "../../logical/explain.ts";
import type { LogicalPlan } from "../../logical/plan.ts";
import { parseSql } from "../../sql/parse.ts";
import { DATE, fixedNumeric, INT4, INT8, type LogicalType, TEXT, TIMESTAMP } from "../../type/logical-type.ts";
import { largestIds } from "../largest-ids.ts";
import type { OptimizerContext, Rule } from "../rule.ts";
import { ruleContext } from "../rule.ts";

const column = (name: string, type: LogicalType, nullable = true): Field => ({ name, type, nullable });

/** Rows and columns; `id` and `ref` are never NULL. */
const tables: Readonly<Record<string, { readonly rows: number; readonly fields: readonly Field[] }>> = {
  t: { rows: 1000, fields: [column("id", INT4, false), column("a", INT4), column("b", INT8), column("s", TEXT)] },
  u: { rows: 100_000, fields: [column("ref", INT4, false), column("x", INT4), column("y", fixedNumeric(10, 2))] },
  v: { rows: 10, fields: [column("id", INT4, false), column("d", DATE), column("at", TIMESTAMP)] },
};

/** The bound plan. The parser must be loaded. */
export function planOf(sql: string): LogicalPlan {
  const [statement] = parseSql(sql);
  if (statement === undefined) throw new Error("no statement");
  const source = {
    names: () => Object.keys(tables),
    table: (name: string) => {
      const fields = tables[name]?.fields;
      return fields && { ref: { provider: "memory", name, spec: null }, fields };
    },
  };
  const ports = {
    functions: builtinFunctions(),
    aggregates: aggregateLookup(builtinAggregates()),
    windows: windowLookup(builtinWindows()),
    tables: source,
  };
  const bound = bindStatement(ports, statement, { clauses: allClauses });
  if (bound.kind !== "query") throw new Error("no query");
  return bound.plan;
}

export const smallContext: OptimizerContext = {
  functions: builtinFunctions(),
  fold: (expr) => constantFolder().fold(expr),
  table: ({ name }) => {
    const table = tables[name];
    if (table === undefined) return undefined;
    const { rows, fields } = table;
    return { fields, statistics: { rows, columns: fields.map(() => ({ distinctCount: rows / 2 })) } };
  },
};

/** The plan's text after these rules, one line a node. */
export function after(sql: string, ...rules: readonly Rule[]): readonly string[] {
  const plan = planOf(sql);
  const context = ruleContext(smallContext, largestIds(plan));
  return explainLogical(rules.reduce((current, rule) => rule.rewrite(current, context), plan)).split("\n");
}
