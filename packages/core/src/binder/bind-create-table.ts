// CREATE TABLE: columns with their types and defaults, and the constraints that FFQ enforces. Others are refused by
// name: a constraint that is not checked must not look as if it were.
import type { ColumnDef, Constraint, CreateStmt, Node } from "@pgsql/types";
import { nearHint } from "../common/suggest.ts";
import type { LogicalExpr } from "../logical/plan.ts";
import { walk } from "../sql/walk.ts";
import { castContextOf } from "../type/coercion.ts";
import { bareType, type LogicalType, printType } from "../type/logical-type.ts";
import { refuseDuplicates, targetRelation } from "./bind-ddl.ts";
import { bindLike } from "./bind-like.ts";
import { bindType, refusePseudoType } from "./bind-type.ts";
import { assignLater } from "./coerce.ts";
import { checkCollationOfColumn } from "./collation.ts";
import type { BindContext } from "./context.ts";
import { bindGenerated, type GenerationClause } from "./generated-columns.ts";
import { refuseManyColumns } from "./limits.ts";
import { locationOf, names } from "./parse-node.ts";
import { EMPTY_NAMESPACE, newLevel, scopeOf } from "./scope.ts";
import type { BoundStatement, ColumnDefinition, UniqueConstraint } from "./statement.ts";
import { checkStorageParameters } from "./storage-parameters.ts";

/** A key before its columns have positions. */
interface Key {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly primary: boolean;
  readonly nullsEqual: boolean;
  readonly location: number | undefined;
}

/** Binds CREATE TABLE. */
export function bindCreateTable(context: BindContext, node: CreateStmt): BoundStatement {
  refuseOptions(context, node);
  checkStorageParameters(context, node.options);
  const name = targetRelation(context, node.relation);
  const keys: Key[] = [];
  const columns: ColumnDefinition[] = [];
  const clauses: GenerationClause[] = [];
  for (const element of node.tableElts ?? []) {
    if ("ColumnDef" in element) {
      const generation = generationOf(context, name, element.ColumnDef);
      if (generation !== undefined) clauses.push({ position: columns.length, constraint: generation });
      columns.push(bindColumn(context, name, element.ColumnDef, keys));
    } else if ("Constraint" in element) keys.push(tableKey(context, element.Constraint));
    else if ("TableLikeClause" in element) {
      const like = bindLike(context, element.TableLikeClause, columns.length);
      columns.push(...like.columns);
      keys.push(...like.keys.map((key) => ({ ...key, name: undefined, location: undefined })));
    } else throw context.unsupported("this element of CREATE TABLE");
  }
  for (const constraint of node.constraints ?? []) {
    if ("Constraint" in constraint) keys.push(tableKey(context, constraint.Constraint));
  }
  refuseManyColumns(context, columns.length);
  refuseDuplicates(
    context,
    columns.map((column) => column.name),
  );
  const constraints = bindKeys(context, name, columns, keys);
  refuseVirtualKeys(context, constraints, clauses);
  const primary = new Set(constraints.find((constraint) => constraint.primary)?.columns);
  return {
    kind: "create-table",
    name,
    ifNotExists: node.if_not_exists ?? false,
    columns: bindGenerated(context, name, columns, clauses).map((column, at) =>
      primary.has(at) ? { ...column, nullable: false } : column,
    ),
    constraints,
  };
}

function refuseOptions(context: BindContext, node: CreateStmt): void {
  const { inhRelations, partbound, partspec, ofTypename, oncommit, tablespacename, accessMethod } = node;
  const unknown =
    inhRelations !== undefined
      ? "INHERITS"
      : partbound !== undefined || partspec !== undefined
        ? "PARTITION"
        : ofTypename !== undefined
          ? "CREATE TABLE OF"
          : tablespacename !== undefined
            ? "TABLESPACE"
            : accessMethod !== undefined
              ? "USING in CREATE TABLE"
              : oncommit === "ONCOMMIT_DELETE_ROWS" || oncommit === "ONCOMMIT_DROP"
                ? "ON COMMIT"
                : undefined;
  if (unknown !== undefined) throw context.unsupported(unknown, node.relation?.location);
}

/** @throws FfqError 42601 where it says what a column is in two ways */
function generationOf(
  context: BindContext,
  table: string,
  { colname, constraints = [] }: ColumnDef,
): Constraint | undefined {
  const all = constraints.flatMap((each) => ("Constraint" in each ? [each.Constraint] : []));
  const [generation, second] = all.filter(({ contype }) => contype === "CONSTR_GENERATED");
  if (generation === undefined) return undefined;
  const where = `for column "${colname}" of table "${table}"`;
  if (second !== undefined) {
    throw context.error("SYNTAX", "42601", `multiple generation clauses specified ${where}`, second.location);
  }
  const other = all.find(({ contype }) => contype === "CONSTR_DEFAULT");
  if (other !== undefined) {
    throw context.error("SYNTAX", "42601", `both default and generation expression specified ${where}`, other.location);
  }
  return generation;
}

/** VIRTUAL is what a generation clause means that says neither. */
function refuseVirtualKeys(
  context: BindContext,
  constraints: readonly UniqueConstraint[],
  clauses: readonly GenerationClause[],
): void {
  for (const { position, constraint } of clauses) {
    if (constraint.generated_kind === "s") continue;
    const key = constraints.find(({ columns }) => columns.includes(position));
    if (key === undefined) continue;
    const what = key.primary ? "primary keys" : "unique constraints";
    throw context.error("UNSUPPORTED", "0A000", `${what} on virtual generated columns are not supported`);
  }
}

function bindColumn(context: BindContext, table: string, column: ColumnDef, keys: Key[]): ColumnDefinition {
  const { colname = "", typeName, collClause, constraints = [], location } = column;
  refusePseudoType(context, colname, typeName ?? {});
  const type = bindType(context, typeName ?? {});
  if (collClause !== undefined) checkCollationOfColumn(context, collClause, type);
  let nullable: boolean | undefined;
  let defaultValue: LogicalExpr | undefined;
  const setNullable = (value: boolean, at: number | undefined): void => {
    if (nullable !== undefined && nullable !== value) {
      const message = `conflicting NULL/NOT NULL declarations for column "${colname}" of table "${table}"`;
      throw context.error("SYNTAX", "42601", message, at);
    }
    nullable = value;
  };
  for (const each of constraints) {
    if (!("Constraint" in each)) throw context.unsupported("this constraint", location);
    const { Constraint: constraint } = each;
    switch (constraint.contype) {
      case "CONSTR_NOTNULL":
      case "CONSTR_NULL":
        setNullable(constraint.contype === "CONSTR_NULL", constraint.location);
        break;
      case "CONSTR_DEFAULT":
        if (defaultValue !== undefined) {
          const message = `multiple default values specified for column "${colname}" of table "${table}"`;
          throw context.error("SYNTAX", "42601", message, constraint.location);
        }
        defaultValue = bindDefault(context, { name: colname, type }, constraint.raw_expr as Node);
        break;
      case "CONSTR_GENERATED":
        break;
      case "CONSTR_PRIMARY":
      case "CONSTR_UNIQUE":
        if (constraint.contype === "CONSTR_PRIMARY") setNullable(false, constraint.location);
        keys.push({ ...tableKey(context, constraint), columns: [colname] });
        break;
      default:
        throw refuse(context, constraint);
    }
  }
  return { name: colname, type, nullable: nullable ?? true, ...(defaultValue === undefined ? {} : { defaultValue }) };
}

/** DEFAULT: an expression over nothing, cast to the column's type. */
function bindDefault(
  context: BindContext,
  column: { readonly name: string; readonly type: LogicalType },
  node: Node,
): LogicalExpr {
  walk(node, (tag, inner) => {
    const what = tag === "ColumnRef" ? "column reference" : tag === "SubLink" ? "subquery" : undefined;
    if (what === undefined) return undefined;
    const location = typeof inner["location"] === "number" ? inner["location"] : undefined;
    throw context.error("UNSUPPORTED", "0A000", `cannot use ${what} in DEFAULT expression`, location);
  });
  const scope = scopeOf({ ctes: { entries: new Map() } }, newLevel(), EMPTY_NAMESPACE);
  const expr = context.expr({ scope, clause: "DEFAULT expressions" }, node);
  const allowed = castContextOf(expr.type, column.type);
  if (allowed === "implicit" || allowed === "assignment") {
    return assignLater(context, expr, column.type, locationOf(node));
  }
  const message = `column "${column.name}" is of type ${printType(bareType(column.type))} but default expression is of type ${printType(bareType(expr.type))}`;
  const hint = "You will need to rewrite or cast the expression.";
  throw context.error("TYPE_MISMATCH", "42804", message, undefined, hint);
}

const refused: Readonly<Record<string, string>> = {
  CONSTR_IDENTITY: "GENERATED AS IDENTITY",
  CONSTR_CHECK: "CHECK",
  CONSTR_EXCLUSION: "EXCLUDE",
  CONSTR_FOREIGN: "REFERENCES",
  CONSTR_ATTR_DEFERRABLE: "DEFERRABLE",
  CONSTR_ATTR_DEFERRED: "INITIALLY DEFERRED",
};

function refuse(context: BindContext, { contype, location }: Constraint): Error {
  const word = refused[contype ?? ""] ?? (contype ?? "").replace(/^CONSTR_/, "").replaceAll("_", " ");
  return context.unsupported(`constraint ${word}`, location);
}

function tableKey(context: BindContext, constraint: Constraint): Key {
  const { contype, conname, keys, nulls_not_distinct: nullsEqual = false, location } = constraint;
  if (contype !== "CONSTR_PRIMARY" && contype !== "CONSTR_UNIQUE") throw refuse(context, constraint);
  if (constraint.deferrable || constraint.initdeferred) throw context.unsupported("DEFERRABLE", location);
  if (constraint.without_overlaps) throw context.unsupported("WITHOUT OVERLAPS", location);
  if (constraint.including !== undefined) throw context.unsupported("INCLUDE", location);
  if (constraint.indexname !== undefined) throw context.unsupported("USING INDEX", location);
  return { name: conname, columns: names(keys), primary: contype === "CONSTR_PRIMARY", nullsEqual, location };
}

function bindKeys(
  context: BindContext,
  table: string,
  columns: readonly ColumnDefinition[],
  keys: readonly Key[],
): readonly UniqueConstraint[] {
  const second = keys.filter(({ primary }) => primary)[1];
  if (second !== undefined) {
    const message = `multiple primary keys for table "${table}" are not allowed`;
    throw context.error("INVALID_QUERY", "42P16", message, second.location);
  }
  const used = new Set(keys.flatMap(({ name }) => (name === undefined ? [] : [name])));
  return keys.map((key) => {
    const positions = key.columns.map((name) => {
      const at = columns.findIndex((column) => column.name === name);
      if (at >= 0) return at;
      const hint = nearHint(
        "column",
        name,
        columns.map((column) => column.name),
      );
      throw context.error("NOT_FOUND", "42703", `column "${name}" named in key does not exist`, key.location, hint);
    });
    const twice = key.columns.find((name, at) => key.columns.indexOf(name) !== at);
    if (twice !== undefined) {
      const which = key.primary ? "primary key" : "unique";
      const message = `column "${twice}" appears twice in ${which} constraint`;
      throw context.error("ALREADY_EXISTS", "42701", message, key.location);
    }
    const { primary, nullsEqual } = key;
    return { name: key.name ?? freeName(used, table, key), columns: positions, primary, nullsEqual };
  });
}

/** `t_pkey`, `t_a_b_key`, with a number where that is taken. */
function freeName(used: Set<string>, table: string, { columns, primary }: Key): string {
  const base = primary ? `${table}_pkey` : `${table}_${columns.join("_")}_key`;
  let name = base;
  for (let number = 1; used.has(name); number++) name = `${base}${number}`;
  used.add(name);
  return name;
}
