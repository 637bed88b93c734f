// COPY ... FROM a Parquet file: the file's columns become the table's, one after the other, as an INSERT would cast
// them.
import type { CopyStmt, Node } from "@pgsql/types";
import { copyFormatName, copySource } from "../sql/copy-source.ts";
import { FILE_FUNCTION } from "../sql/rewrite.ts";
import { bindInsert } from "./bind-insert.ts";
import type { BindContext } from "./context.ts";
import { CopyOption, readCopyOptions } from "./copy-option.ts";
import { names } from "./parse-node.ts";
import type { BoundChange, BoundStatement } from "./statement.ts";
import { fieldPosition, writableTable } from "./target-table.ts";

/** Binds COPY ... FROM. */
export function bindCopyFrom(context: BindContext, node: CopyStmt): BoundStatement {
  const { relation, attlist, filename, is_program, options = [], whereClause } = node;
  if (is_program) throw context.unsupported("COPY ... PROGRAM");
  if (filename === undefined) throw context.unsupported("COPY FROM STDIN");
  if (whereClause !== undefined) throw context.unsupported("COPY FROM ... WHERE");
  const source = copySource(node);
  if (source === undefined) throw context.unsupported(`COPY FROM a file of format ${copyFormatName(node)}`);
  const given = options.flatMap((option) => ("DefElem" in option ? [new CopyOption(context, option.DefElem)] : []));
  readCopyOptions(given, [], { format: () => ({}) }, {});
  const { name, table } = writableTable(context, relation, "insert into");
  for (const column of names(attlist)) fieldPosition(context, name, table, column, relation?.location);
  const wanted = attlist?.length ?? table.fields.length;
  const found = context.ports.tables.file?.(source)?.fields.length ?? 0;
  if (found !== wanted) {
    const message = `${filename} has ${found} columns, and ${wanted} of table "${name}" are to be filled`;
    throw context.error("DATA", "22P04", message);
  }
  const bound = bindInsert(context, {
    ...(relation === undefined ? {} : { relation }),
    ...(attlist === undefined ? {} : { cols: names(attlist).map((column): Node => ({ ResTarget: { name: column } })) }),
    selectStmt: { SelectStmt: allOf(filename) },
    override: "OVERRIDING_NOT_SET",
  });
  return { kind: "copy-from", insert: bound as Extract<BoundStatement, { kind: "insert" }> & BoundChange };
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
