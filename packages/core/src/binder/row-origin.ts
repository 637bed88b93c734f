// Whose rows a row type is of. PostgreSQL has a type for the rows of each table and view, and one, record, for the rows of
// queries, joins and ROW(...); FFQ's types say only which fields there are. So it is remembered by a type's fields while
// statements are bound: nothing that runs asks for it.
import { bareType, type LogicalType, printType, type StructField } from "../type/logical-type.ts";

/** The table or view; undefined for a record. */
interface RowOrigin {
  readonly relation: string | undefined;
}

const origins = new WeakMap<readonly StructField[], RowOrigin>();

/** Remembers that these are the fields of a relation's rows, or of records. */
export function setRelation(fields: readonly StructField[], relation: string | undefined): void {
  origins.set(fields, { relation });
}

/** Fields made of others' are of the same rows. */
export function keepOrigin(fields: readonly StructField[], from: readonly StructField[]): void {
  const origin = origins.get(from);
  if (origin !== undefined) origins.set(fields, origin);
}

/** The result of an aggregate: the largest and the smallest row are records, whatever their relation. */
export function resultOfAggregate(name: string, type: LogicalType): LogicalType {
  if (type.kind !== "struct" || (name !== "max" && name !== "min")) return type;
  const fields = [...type.fields];
  setRelation(fields, undefined);
  return { kind: "struct", fields };
}

function originOf(type: LogicalType): RowOrigin | undefined {
  if (type.kind === "list") return originOf(type.element);
  return type.kind === "struct" ? origins.get(type.fields) : undefined;
}

/** Whether a type is of records, or of arrays of such. Structs of files have types of their own. */
export function isRecord(type: LogicalType): boolean {
  const origin = originOf(type);
  return origin !== undefined && origin.relation === undefined;
}

/** Whether nothing is known that makes two row types, or arrays of such, different ones. */
export function haveOneOrigin(left: LogicalType, right: LogicalType): boolean {
  const [one, other] = [originOf(left), originOf(right)];
  return one === undefined || other === undefined || one.relation === other.relation;
}

/** A type in a message: rows by the name of their relation. */
export function typeName(type: LogicalType): string {
  if (type.kind === "list") return `${typeName(type.element)}[]`;
  const origin = originOf(type);
  return origin === undefined ? printType(bareType(type)) : (origin.relation ?? "record");
}
