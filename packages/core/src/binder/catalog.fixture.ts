// The tables and views that the binder's tests see, made by the binder from the same DDL that PostgreSQL was given
// for the facts (binder.facts.jsonl).
import assert from "node:assert/strict";
import { aggregateLookup } from "../function/aggregate/resolve.ts";
import { builtinAggregates, builtinFunctions, builtinWindows } from "../function/functions.ts";
import { windowLookup } from "../function/window/resolve.ts";
import { parseSql } from "../sql/parse.ts";
import type { TypedDatum } from "../type/datum.ts";
import { allClauses } from "./all-clauses.ts";
import { bindCommand } from "./bind-command.ts";
import { bindStatement } from "./binder.ts";
import type { BinderPorts, BoundTable, BoundView } from "./context.ts";
import type { BoundStatement } from "./statement.ts";

const definitions = [
  "create table t (a int primary key, b int, c text, d numeric(10,2), e date)",
  "create table u (a int, b bigint, f float8, g varchar(5), h char(3))",
  "create table v (x int not null, y text default 'q', z timestamp, unique (x, y))",
  "create view w as select a, c as cc from t",
  "create view w2 (p, q) as select a, b from u where b > 0",
];

/** Ports over the catalog. Call after loadParser(). */
export function catalogPorts(): BinderPorts {
  const catalog = new Map<string, BoundTable | BoundView>();
  const tables = { table: (name: string) => catalog.get(name), names: () => [...catalog.keys()] };
  const aggregates = aggregateLookup(builtinAggregates());
  const windows = windowLookup(builtinWindows());
  const ports = { functions: builtinFunctions(), aggregates, windows, tables };
  for (const sql of definitions) {
    const bound = bindText(ports, sql);
    if (bound.kind === "create-view") {
      catalog.set(bound.name, { kind: "view", text: bound.text, columnNames: bound.columnNames });
      continue;
    }
    assert.ok(bound.kind === "create-table");
    const ref = { provider: "memory", name: bound.name, spec: null };
    const defaults = bound.columns.map(({ defaultValue }) => defaultValue);
    catalog.set(bound.name, { ref, fields: bound.columns, constraints: bound.constraints, defaults });
  }
  return ports;
}

/** Parses and binds one statement. */
export function bindText(ports: BinderPorts, sql: string, parameters: readonly TypedDatum[] = []): BoundStatement {
  const [statement] = parseSql(sql);
  assert.ok(statement);
  return bindStatement(ports, statement, { parameters, commands: bindCommand, clauses: allClauses });
}
