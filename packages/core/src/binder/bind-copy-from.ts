// COPY ... FROM: the columns of a file become the table's, one after the other: a Parquet file's as an INSERT would
// cast them, those of lines of text as literals are read.
import type { CopyStmt, Node } from "@pgsql/types";
import type { Field } from "../column/vector.ts";
import type { LogicalExpr, LogicalPlan, OutputColumn } from "../logical/plan.ts";
import { copyFormatName, copySource } from "../sql/copy-source.ts";
import { FILE_FUNCTION } from "../sql/rewrite.ts";
import { bareType, TEXT } from "../type/logical-type.ts";
import { bindOperatorCall } from "./bind-call.ts";
import { castExplicitly } from "./bind-cast.ts";
import { refuseDuplicates } from "./bind-ddl.ts";
import { bindInsert } from "./bind-insert.ts";
import { assign, convert } from "./coerce.ts";
import type { BindContext } from "./context.ts";
import { CopyOption, readCopyOptions } from "./copy-option.ts";
import { type TextSource, textSource } from "./copy-text-options.ts";
import { names } from "./parse-node.ts";
import { NOWHERE } from "./scope.ts";
import type { BoundStatement } from "./statement.ts";
import { defaultOf, fieldPosition, writableTable } from "./target-table.ts";

/** Binds COPY ... FROM. */
export function bindCopyFrom(context: BindContext, node: CopyStmt): BoundStatement {
  const { relation, attlist, filename, is_program, options = [], whereClause } = node;
  if (is_program) throw context.unsupported("COPY ... PROGRAM");
  if (filename === undefined) throw context.unsupported("COPY FROM STDIN");
  if (whereClause !== undefined) throw context.unsupported("COPY FROM ... WHERE");
  const given = options.flatMap((option) => ("DefElem" in option ? [new CopyOption(context, option.DefElem)] : []));
  const source = copySource(node);
  if (source === undefined) return bindText(context, node, filename, given);
  readCopyOptions(given, [], { format: () => ({}) }, {});
  const { name, table } = writableTable(context, relation, "insert into");
  for (const column of names(attlist)) fieldPosition(context, name, table, column, relation?.location);
  const wanted = attlist?.length ?? table.fields.length;
  const found = context.ports.tables.file?.(source)?.fields.length ?? 0;
  if (found !== wanted) {
    const message = `${filename} has ${found} columns, and ${wanted} of table "${name}" are to be filled`;
    throw context.error("DATA", "22P04", message);
  }
  const insert = bindInsert(context, NOWHERE, {
    ...(relation === undefined ? {} : { relation }),
    ...(attlist === undefined ? {} : { cols: names(attlist).map((column): Node => ({ ResTarget: { name: column } })) }),
    selectStmt: { SelectStmt: allOf(filename) },
    override: "OVERRIDING_NOT_SET",
  });
  return { kind: "copy-from", insert };
}

/** Lines of text: every column is one of the table's, read as a literal of its type would be. */
function bindText(context: BindContext, node: CopyStmt, file: string, given: readonly CopyOption[]): BoundStatement {
  const kind = copyFormatName(node);
  if (kind === "binary") throw context.unsupported("COPY FROM in format binary");
  const stated = given.find(({ name }) => name === "format");
  if (kind !== "csv" && kind !== "text") {
    const message = `COPY format "${kind}" not recognized`;
    throw (stated as CopyOption).error("CONFIG", "22023", message, "Known: parquet, csv, text.");
  }
  const { name, table } = writableTable(context, node.relation, "insert into");
  const columns = names(node.attlist);
  const positions =
    node.attlist === undefined
      ? [...table.fields.keys()]
      : columns.map((column) => fieldPosition(context, name, table, column, node.relation?.location));
  refuseDuplicates(context, columns);
  const filled = positions.map((position) => (table.fields[position] as Field).name);
  const staged = context.ports.tables.staged?.(filled);
  if (staged === undefined) throw context.unsupported("COPY FROM here");
  const source = textSource(
    kind,
    given.filter((option) => option !== stated),
    filled,
    { name, columns: table.fields.map((field) => field.name) },
  );
  const outputs = staged.fields.map((field) => context.column(field.name, TEXT));
  const scanned = outputs.map((output) => ({ output, source: output.name }));
  const input: LogicalPlan = { kind: "scan", table: staged.ref, columns: scanned, filters: [] };
  const exprs = table.fields.map((field, position) => {
    const column = outputs[positions.indexOf(position)];
    const expr = column === undefined ? defaultOf(table, position) : read(context, source, column, field);
    return { output: context.column(field.name, field.type), expr };
  });
  return {
    kind: "copy-from-text",
    insert: { table: name, plan: { kind: "project", input, exprs } },
    staged: staged.ref,
    columns: filled,
    file,
    format: source.format,
    matchesHeader: source.matchesHeader,
  };
}

/** A text as a field's type: what is too long for it is refused, as it is in INSERT, and not cut. */
function read(context: BindContext, source: TextSource, column: OutputColumn, field: Field): LogicalExpr {
  const text = forced(context, source, { kind: "column", column: column.id, type: TEXT }, field.name);
  // A numeric is read at once with its scale: what has too many digits, or is NaN, is refused either way, and no wider type helps.
  const value =
    field.type.kind === "numeric"
      ? convert(context, text, field.type, "explicit", undefined)
      : castExplicitly(context, text, bareType(field.type), undefined);
  return assign(context, value, field, undefined);
}

/** The text with what FORCE_NULL and FORCE_NOT_NULL make of it. The reader gives NULL only for what has no quotes. */
function forced(
  context: BindContext,
  { format, forceNull, forceNotNull }: TextSource,
  text: LogicalExpr,
  name: string,
): LogicalExpr {
  const nullText: LogicalExpr = { kind: "constant", value: format.nullText, type: TEXT };
  const isNull: LogicalExpr = { kind: "is-null", input: text, type: { kind: "bool" } };
  const branches: { when: LogicalExpr; then: LogicalExpr }[] = [];
  if (forceNotNull.has(name)) branches.push({ when: isNull, then: nullText });
  if (forceNull.has(name)) {
    const isNullText = bindOperatorCall(context, "=", [text, nullText], undefined);
    branches.push({ when: isNullText, then: { kind: "constant", value: null, type: TEXT } });
  }
  return branches.length === 0 ? text : { kind: "case", branches, otherwise: text, type: TEXT };
}

/** SELECT * FROM 'file' */
function allOf(filename: string): Extract<Node, { SelectStmt: unknown }>["SelectStmt"] {
  const path: Node = { A_Const: { sval: { sval: filename } } };
  const call: Node = { FuncCall: { funcname: [{ String: { sval: FILE_FUNCTION } }], args: [path] } };
  return {
    targetList: [{ ResTarget: { val: { ColumnRef: { fields: [{ A_Star: {} }] } } } }],
    fromClause: [{ RangeFunction: { functions: [{ List: { items: [call] } }] } }],
    op: "SETOP_NONE",
    limitOption: "LIMIT_OPTION_DEFAULT",
  };
}
