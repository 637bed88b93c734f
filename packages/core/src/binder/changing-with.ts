// A WITH around a whole statement in which INSERT, UPDATE and DELETE stand (PostgreSQL manual, 7.8.4). Each becomes a part
// that runs by itself, before the main statement and in the order of the definitions. All of them see the tables as they
// were; what one gives to the others are the rows of its RETURNING, in a table that the statement holds. A query of WITH
// that several parts read is such a part as well, so that all see the same rows; what one part alone reads stays around
// its plan, where it runs as far as it is read.
//
// Of several parts that change one row of a table the first does, as PostgreSQL changes a row once in a statement: for
// the others it is not there.
import type { CommonTableExpr } from "@pgsql/types";
import type { TableRef } from "../catalog/table-provider.ts";
import { refTo } from "../logical/column-ref.ts";
import type { LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { scanHeld } from "./bind-from.ts";
import { bindInsert } from "./bind-insert.ts";
import { bindDelete, bindUpdate } from "./bind-update.ts";
import type { BindContext } from "./context.ts";
import type { BoundDefinition, Changes, Definition } from "./definition.ts";
import { tagOf } from "./parse-node.ts";
import type { QueryPlace } from "./scope.ts";
import type { BoundMain, BoundPart, BoundStatement, BoundTableChange } from "./statement.ts";

/** A definition that changes a table. */
interface Change {
  readonly bound: BoundTableChange;
  readonly rows?: TableRef;
  /** Once a later change asks for them. */
  numbers?: TableRef;
}

/** A table some rows of which definitions change. */
interface ChangedTable {
  /** Where all of them put the numbers of those rows, once a later change asks for them. */
  numbers?: TableRef;
  /** Changes whose numbers nobody has asked for. */
  readonly last: Change[];
}

/** A definition that runs by itself. */
interface Part {
  readonly name: string;
  /** With the queries that it alone reads around it. */
  readonly plan: LogicalPlan;
  readonly change: Change | undefined;
  readonly rows: TableRef | undefined;
}

/** What runs by itself: a definition, or the main statement. */
type Tree = Definition | "main";

export class ChangingWith implements Changes {
  readonly #context: BindContext;
  /** By the plans that they were bound to. */
  readonly #changes = new Map<LogicalPlan, Change>();
  readonly #tables = new Map<string, ChangedTable>();
  readonly #parts: Part[] = [];

  constructor(context: BindContext) {
    this.#context = context;
  }

  define(at: QueryPlace, cte: CommonTableExpr): BoundDefinition {
    const context = this.#context;
    const bound = this.#once(bindChange(context, at, cte));
    const { plan, returning } = bound;
    if (returning === undefined) {
      this.#add({ bound });
      const guard = (location: number | undefined): never => {
        const message = `WITH query "${cte.ctename}" does not have a RETURNING clause`;
        throw context.error("UNSUPPORTED", "0A000", message, location);
      };
      return { plan, columns: [], reference: { guard } };
    }
    const all = outputColumnsOf(plan);
    const columns = all.slice(all.length - returning);
    const rows = this.#held(cte.ctename ?? "", columns);
    this.#add({ bound, rows });
    return { plan, columns, reference: { held: rows } };
  }

  arrange(definitions: readonly Definition[], body: LogicalPlan): LogicalPlan {
    const readers = readersOf(definitions, ({ plan }) => this.#changes.has(plan));
    const held = new Map<Definition, TableRef>();
    for (const [definition, { size }] of readers) {
      if (size > 1 && !this.#changes.has(definition.plan))
        held.set(definition, this.#held(definition.entry.name, definition.entry.columns));
    }
    const treeOf = (tree: Tree, plan: LogicalPlan): LogicalPlan => {
      let whole = plan;
      for (const definition of definitions.toReversed()) {
        const { entry, plan: own, materialized } = definition;
        if (this.#changes.has(own) || readers.get(definition)?.has(tree) !== true) continue;
        const table = held.get(definition);
        const rows = table === undefined ? own : scanHeld(table, entry.columns);
        whole = { kind: "cte", cte: entry.cte, name: entry.name, definition: rows, body: whole, materialized };
      }
      return whole;
    };
    for (const definition of definitions) {
      const { entry, plan } = definition;
      const change = this.#changes.get(plan);
      const rows = change === undefined ? held.get(definition) : change.rows;
      if (change === undefined && rows === undefined) continue;
      this.#parts.push({ name: entry.name, plan: treeOf(definition, plan), change, rows });
    }
    return treeOf("main", body);
  }

  /** The statement with the parts before it. */
  before(main: BoundMain): BoundStatement {
    if (this.#parts.length === 0) return main;
    const last = main.kind === "update" || main.kind === "delete" ? this.#once(main) : main;
    return { kind: "with-changes", parts: this.#parts.map(boundPart), main: last };
  }

  #add(change: Change): void {
    const { kind, table, plan } = change.bound;
    this.#changes.set(plan, change);
    if (kind === "insert") return;
    const changed = this.#tables.get(table);
    if (changed === undefined) this.#tables.set(table, { last: [change] });
    else changed.last.push(change);
  }

  /** A table for such rows. */
  #held(name: string, columns: readonly OutputColumn[]): TableRef {
    const table = this.#context.ports.tables.held?.(
      name,
      columns.map(({ type }) => type),
    );
    if (table === undefined) throw this.#context.unsupported("a data-modifying statement in WITH");
    return table;
  }

  /** The change without the rows that parts before it change. */
  #once<Bound extends BoundTableChange>(bound: Bound): Bound {
    const changed = bound.kind === "insert" ? undefined : this.#tables.get(bound.table);
    if (changed === undefined) return bound;
    const left = bound.plan;
    const [number] = outputColumnsOf(left) as readonly [OutputColumn, ...OutputColumn[]];
    changed.numbers ??= this.#held(bound.table, [number]);
    for (const before of changed.last.splice(0)) before.numbers = changed.numbers;
    const other = this.#context.column(number.name, number.type, false);
    const equal = bindOperatorCall(this.#context, "=", [refTo(number), refTo(other)], undefined);
    const right = scanHeld(changed.numbers, [other]);
    return { ...bound, plan: { kind: "join", join: "anti", left, right, on: [equal], lateral: false } };
  }
}

function bindChange(context: BindContext, at: QueryPlace, { ctequery, location }: CommonTableExpr): BoundTableChange {
  if (ctequery !== undefined) {
    if ("InsertStmt" in ctequery) return bindInsert(context, at, ctequery.InsertStmt);
    if ("UpdateStmt" in ctequery) return bindUpdate(context, at, ctequery.UpdateStmt);
    if ("DeleteStmt" in ctequery) return bindDelete(context, at, ctequery.DeleteStmt);
  }
  const word = ctequery === undefined ? "this" : tagOf(ctequery).replace(/Stmt$/, "").toUpperCase();
  throw context.unsupported(`${word} in WITH`, location);
}

/** What reads each definition: parts that run by themselves, through queries that do not. */
function readersOf(
  definitions: readonly Definition[],
  changes: (definition: Definition) => boolean,
): ReadonlyMap<Definition, ReadonlySet<Tree>> {
  const readers = new Map<Definition, ReadonlySet<Tree>>();
  for (const definition of definitions.toReversed()) {
    const { entry } = definition;
    const found = new Set<Tree>();
    let left = entry.uses;
    for (const [later, own] of readers) {
      const uses = later.uses.get(entry) ?? 0;
      if (uses === 0) continue;
      left -= uses;
      const isTree = changes(later) || own.size > 1;
      for (const tree of isTree ? [later] : own) found.add(tree);
    }
    if (left > 0) found.add("main");
    readers.set(definition, found);
  }
  return readers;
}

function boundPart({ name, plan, change, rows }: Part): BoundPart {
  if (change === undefined) return { kind: "query", name, plan, rows: rows as TableRef };
  const { bound, numbers } = change;
  return {
    kind: "change",
    name,
    change: { ...bound, plan },
    ...(rows === undefined ? {} : { rows }),
    ...(numbers === undefined ? {} : { numbers }),
  };
}
