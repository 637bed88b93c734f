// The file that COPY ... FROM reads, as a relation: it is opened before binding, like those in FROM.
import type { CopyStmt, Node } from "@pgsql/types";
import type { FileRelation } from "./file-relation.ts";

/** What COPY calls the kind of file: its FORMAT, or what the file's name says; PostgreSQL's default where neither does. */
export function copyFormatName({ filename = "", options = [] }: CopyStmt): string {
  for (const option of options) {
    if ("DefElem" in option && option.DefElem.defname === "format") return textOf(option.DefElem.arg);
  }
  return /\.(parquet|pq)$/i.test(filename) ? "parquet" : /\.csv$/i.test(filename) ? "csv" : "text";
}

function textOf(arg: Node | undefined): string {
  return arg !== undefined && "String" in arg ? (arg.String.sval ?? "") : "";
}

/** Undefined for every COPY that does not read a Parquet file. */
export function copySource(stmt: CopyStmt): FileRelation | undefined {
  const { is_from, is_program, filename } = stmt;
  if (!is_from || is_program || filename === undefined || copyFormatName(stmt) !== "parquet") return undefined;
  return { paths: [filename], origin: "literal", options: new Map(), location: undefined };
}
