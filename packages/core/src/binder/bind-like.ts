// LIKE in CREATE TABLE: another relation's columns with their NOT NULL, and what INCLUDING asks for besides.
import type { TableLikeClause } from "@pgsql/types";
import { ColumnId } from "../common/ids.ts";
import { replaceTopDown } from "../expr/tree.ts";
import type { LogicalExpr, LogicalLeaf } from "../logical/plan.ts";
import { outputColumnsOf } from "../logical/tree.ts";
import { targetRelation } from "./bind-ddl.ts";
import { noRelation } from "./bind-from.ts";
import type { BindContext } from "./context.ts";
import { storedTypes } from "./declared-type.ts";
import type { ColumnDefinition, UniqueConstraint } from "./statement.ts";

/** Bits of the clause's options. Comments, storage and the others are of what FFQ does not have. */
const DEFAULTS = 1 << 3;
const GENERATED = 1 << 4;
const INDEXES = 1 << 6;

/** The columns, and the keys over their names. `first`: the position of the first of them in the new table. */
export function bindLike(
  context: BindContext,
  { relation, options = 0 }: TableLikeClause,
  first: number,
): {
  readonly columns: readonly ColumnDefinition[];
  readonly keys: readonly (Pick<UniqueConstraint, "primary" | "nullsEqual"> & {
    readonly columns: readonly string[];
  })[];
} {
  const name = targetRelation(context, relation);
  const table = context.ports.tables.table(name);
  if (table === undefined) throw noRelation(context, name, relation?.location);
  if (table.kind === "view") {
    const plan = storedTypes(context, context.doors.view(context, name, table));
    return {
      columns: outputColumnsOf(plan).map(({ name: own, type }) => ({ name: own, type, nullable: true })),
      keys: [],
    };
  }
  const columns = table.fields.map((field, at): ColumnDefinition => {
    const defaultValue = (options & DEFAULTS) === 0 ? undefined : table.defaults?.[at];
    const generated = (options & GENERATED) === 0 ? undefined : table.generated?.[at];
    return {
      name: field.name,
      type: field.type,
      nullable: field.nullable,
      ...(defaultValue === undefined ? {} : { defaultValue }),
      ...(generated === undefined ? {} : { generated: moved(generated, first) }),
    };
  });
  const keys = (options & INDEXES) === 0 ? [] : (table.constraints ?? []);
  return {
    columns,
    keys: keys.map(({ primary, nullsEqual, columns: positions }) => ({
      primary,
      nullsEqual,
      columns: positions.map((position) => table.fields[position]?.name ?? ""),
    })),
  };
}

/** Columns of a generation expression are positions in their table. */
function moved(expr: LogicalExpr, by: number): LogicalExpr {
  return replaceTopDown<LogicalLeaf>(expr, (node) =>
    node.kind === "column" ? { ...node, column: ColumnId(node.column + by) } : undefined,
  );
}
