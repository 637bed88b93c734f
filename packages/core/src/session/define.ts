// CREATE TABLE, CREATE TABLE AS, CREATE VIEW and DROP: what the catalog has afterwards.
import type { BoundStatement, UniqueConstraint } from "../binder/statement.ts";
import { MemoryTable } from "../catalog/memory-table.ts";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { nearHint } from "../common/suggest.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { parseSql } from "../sql/parse.ts";
import { relationsIn } from "../sql/relations.ts";
import { printType, sameType } from "../type/logical-type.ts";
import type { Catalog, MemoryEntry, ViewEntry } from "./catalog.ts";
import type { Session } from "./session.ts";
import { UniqueIndex } from "./unique-index.ts";

type BoundOf<Kind extends BoundStatement["kind"]> = Extract<BoundStatement, { readonly kind: Kind }>;

/** False when the table is there and may be. @throws FfqError ALREADY_EXISTS */
export function createTable(session: Session, statement: BoundOf<"create-table">): boolean {
  if (isThere(session, statement)) return false;
  const { name, columns, constraints } = statement;
  const fields = columns.map((column): Field => ({ name: column.name, type: column.type, nullable: column.nullable }));
  const defaults = columns.map(({ defaultValue }) => defaultValue);
  const generated = columns.map((column) => column.generated);
  session.catalog.add(memoryEntry(session, name, fields, { constraints, defaults, generated }));
  return true;
}

/** Whether IF NOT EXISTS makes a statement do nothing. @throws FfqError ALREADY_EXISTS without it */
export function isThere({ catalog }: Session, { name, ifNotExists }: { name: string; ifNotExists: boolean }): boolean {
  if (catalog.get(name) === undefined) return false;
  if (ifNotExists) return true;
  throw new FfqError("ALREADY_EXISTS", `relation "${name}" already exists`, { sqlstate: "42P07" });
}

/** A table that is not in the catalog yet. */
export function memoryEntry(
  { tableMemory }: Session,
  name: string,
  fields: readonly Field[],
  definition: {
    readonly constraints?: readonly UniqueConstraint[];
    readonly defaults?: readonly (LogicalExpr | undefined)[];
    readonly generated?: readonly (LogicalExpr | undefined)[];
  } = {},
): MemoryEntry {
  const constraints = definition.constraints ?? [];
  return {
    kind: "memory",
    name,
    table: new MemoryTable(name, fields),
    constraints,
    defaults: definition.defaults ?? fields.map(() => undefined),
    generated: definition.generated ?? fields.map(() => undefined),
    indexes: constraints.map((constraint) => new UniqueIndex(tableMemory.first, constraint, fields)),
  };
}

export function createView({ catalog }: Session, statement: BoundOf<"create-view">): void {
  const { name, orReplace, columnNames, text, plan } = statement;
  const before = catalog.get(name);
  const fields = outputColumnsOf(plan).map(
    (column, position): Field => ({ name: columnNames[position] ?? column.name, type: column.type, nullable: true }),
  );
  const view = { kind: "view", name, text, columnNames, fields } as const;
  if (before === undefined || !orReplace) {
    catalog.add(view);
    return;
  }
  if (before.kind !== "view") {
    throw new FfqError("INVALID_QUERY", `"${name}" is not a view`, { sqlstate: "42809" });
  }
  refuseChangedColumns(before.fields, fields);
  catalog.replace(view);
}

/** What reads a view goes on reading it: a new definition may only add columns. */
function refuseChangedColumns(before: readonly Field[], after: readonly Field[]): void {
  const refuse = (message: string): never => {
    throw new FfqError("INVALID_QUERY", message, { sqlstate: "42P16" });
  };
  if (after.length < before.length) refuse("cannot drop columns from view");
  for (const [position, { name, type }] of before.entries()) {
    const next = after[position] as Field;
    if (next.name !== name) refuse(`cannot change name of view column "${name}" to "${next.name}"`);
    if (sameType(next.type, type)) continue;
    refuse(`cannot change data type of view column "${name}" from ${printType(type)} to ${printType(next.type)}`);
  }
}

/**
 * All of the names or none.
 * @throws FfqError NOT_FOUND; INVALID_QUERY for a name of the other kind, or that a view reads, without CASCADE
 */
export function drop({ catalog }: Session, { what, names, ifExists, cascade }: BoundOf<"drop">): void {
  const found = names.flatMap((name) => {
    const entry = catalog.get(name);
    if (entry === undefined) {
      if (ifExists) return [];
      const known = catalog.names().filter((each) => (catalog.get(each)?.kind === "view") === (what === "view"));
      const hint = nearHint(what, name, known);
      throw new FfqError("NOT_FOUND", `${what} "${name}" does not exist`, {
        sqlstate: "42P01",
        ...(hint === undefined ? {} : { hint }),
      });
    }
    if ((entry.kind === "view") !== (what === "view")) {
      const hint = `Use DROP ${what === "view" ? "TABLE" : "VIEW"} to remove a ${what === "view" ? "table" : "view"}.`;
      throw new FfqError("INVALID_QUERY", `"${name}" is not a ${what}`, { sqlstate: "42809", hint });
    }
    return [entry];
  });
  const dependents = viewsThatRead(catalog, new Set(names));
  if (dependents.length > 0 && !cascade) {
    const [first] = found;
    throw new FfqError("INVALID_QUERY", `cannot drop ${what} ${first?.name} because other objects depend on it`, {
      sqlstate: "2BP01",
      hint: "Use DROP ... CASCADE to drop the dependent objects too.",
    });
  }
  for (const entry of [...found, ...dependents]) {
    catalog.remove(entry.name);
    if (entry.kind !== "memory") continue;
    entry.table.replace([]);
    for (const index of entry.indexes) index.drop();
  }
}

/** Views whose text names one of these, or a view that does; the names themselves are not among them. */
function viewsThatRead(catalog: Catalog, names: ReadonlySet<string>): readonly ViewEntry[] {
  const gone = new Set(names);
  const found: ViewEntry[] = [];
  for (let before = -1; before < found.length; ) {
    before = found.length;
    for (const entry of catalog.entries()) {
      if (entry.kind !== "view" || gone.has(entry.name)) continue;
      const read = parseSql(entry.text).flatMap(({ node }) => relationsIn(node).names);
      if (!read.some((name) => gone.has(name))) continue;
      gone.add(entry.name);
      found.push(entry);
    }
  }
  return found;
}
