// COPY ... TO: a query's or a table's rows to a file. What kind of file is said by FORMAT, or by the file's name.
import type { CopyStmt, Node, SelectStmt } from "@pgsql/types";
import type { ColumnId } from "../common/ids.ts";
import type { SortingColumn } from "../format/parquet/write-metadata.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { copyFormatName } from "../sql/copy-source.ts";
import { type LogicalType, TEXT } from "../type/logical-type.ts";
import { castExplicitly } from "./bind-cast.ts";
import { refuseDuplicates } from "./bind-ddl.ts";
import type { BindContext } from "./context.ts";
import type { CopyFormat } from "./copy-format.ts";
import { CopyOption, readCopyOptions } from "./copy-option.ts";
import { PARQUET_COPY_ALIASES, PARQUET_COPY_OPTIONS } from "./copy-parquet-options.ts";
import { textFormat } from "./copy-text-options.ts";
import { retype } from "./retype.ts";
import type { QueryPlace } from "./scope.ts";
import type { BoundStatement } from "./statement.ts";

/** Binds COPY ... TO. */
export function bindCopy(
  context: BindContext,
  at: QueryPlace,
  node: CopyStmt,
): Extract<BoundStatement, { kind: "copy-to" }> {
  const { is_program, filename, whereClause, options = [] } = node;
  if (is_program) throw context.unsupported("COPY ... PROGRAM");
  if (whereClause !== undefined) throw context.error("SYNTAX", "42601", "WHERE clause not allowed with COPY TO");
  if (filename === undefined) throw context.unsupported("COPY TO STDOUT");
  const plan = rowsOf(context, at, node);
  const columns = outputColumnsOf(plan).map(({ name }) => name);
  const given = options.flatMap((option) => ("DefElem" in option ? [new CopyOption(context, option.DefElem)] : []));
  const format = formatOf(context, filename, given, columns, sortingOf(plan));
  return { kind: "copy-to", plan: format.kind === "parquet" ? plan : asTexts(context, plan), file: filename, format };
}

/** Every column as PostgreSQL prints its values; booleans and char(n) stay, as casts to text print them otherwise than COPY. */
function asTexts(context: BindContext, plan: LogicalPlan): LogicalPlan {
  const types = outputColumnsOf(plan).map(
    ({ type }): LogicalType => (type.kind === "bool" || type.kind === "bpchar" ? type : TEXT),
  );
  return retype(context, plan, types, (expr) => castExplicitly(context, expr, TEXT, undefined));
}

/** The rows to copy: the query's, or all rows of a table, of the columns that are listed. */
function rowsOf(context: BindContext, at: QueryPlace, { relation, query, attlist }: CopyStmt): LogicalPlan {
  if (query !== undefined) {
    if (!("SelectStmt" in query)) throw context.unsupported("COPY of a statement that changes rows");
    return context.query(at, query.SelectStmt);
  }
  if (relation === undefined) throw context.unsupported("this COPY");
  const targets = attlist ?? [{ A_Star: {} }];
  const select: SelectStmt = {
    targetList: targets.map((target): Node => {
      const field: Node = "String" in target ? target : { A_Star: {} };
      return { ResTarget: { val: { ColumnRef: { fields: [field] } } } };
    }),
    fromClause: [{ RangeVar: relation }],
    op: "SETOP_NONE",
    limitOption: "LIMIT_OPTION_DEFAULT",
  };
  return context.query(at, select);
}

/** The columns by which ORDER BY sorts, as far as they are written: below LIMIT and a choice of columns as well. */
function sortingOf(root: LogicalPlan): readonly SortingColumn[] {
  let plan = root;
  let ids: readonly (ColumnId | undefined)[] = outputColumnsOf(plan).map(({ id }) => id);
  for (;;) {
    if (plan.kind === "project") {
      const { exprs } = plan;
      ids = ids.map((id) => {
        const expr = exprs.find(({ output }) => output.id === id)?.expr;
        return expr?.kind === "column" ? expr.column : undefined;
      });
    } else if (plan.kind !== "limit") break;
    plan = plan.input;
  }
  if (plan.kind !== "sort") return [];
  const sorting: SortingColumn[] = [];
  for (const { expr, descending, nullsFirst } of plan.keys) {
    const position = expr.kind === "column" ? ids.indexOf(expr.column) : -1;
    // What is not written, or in an order that the format does not define, ends what can be said.
    if (position < 0 || expr.type.kind === "float4" || expr.type.kind === "float8") break;
    sorting.push({ position, descending, nullsFirst });
  }
  return sorting;
}

function formatOf(
  context: BindContext,
  file: string,
  given: readonly CopyOption[],
  columns: readonly string[],
  sorting: readonly SortingColumn[],
): CopyFormat {
  const [stated, second] = given.filter(({ name }) => name === "format");
  if (second !== undefined) throw second.error("SYNTAX", "42601", "conflicting or redundant options");
  const word = stated?.text() ?? copyFormatName({ filename: file });
  const others = given.filter(({ name }) => name !== "format");
  switch (word) {
    case "parquet": {
      refuseDuplicates(context, columns);
      const options = readCopyOptions(others, columns, PARQUET_COPY_OPTIONS, PARQUET_COPY_ALIASES);
      return { kind: "parquet", options: { ...options, sorting } };
    }
    case "csv":
    case "text":
      return textFormat(word, others, columns);
    case "binary":
      throw context.unsupported(`COPY ... TO in format ${word}`);
    default:
      throw (stated as CopyOption).error(
        "CONFIG",
        "22023",
        `COPY format "${word}" not recognized`,
        "Known: parquet, csv, text.",
      );
  }
}
