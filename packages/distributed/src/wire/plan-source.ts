// Operators without operators below them that give a table's rows: scans, VALUES, functions of the FROM clause.
import { create } from "@bufbuild/protobuf";
import {
  RowSchema,
  ScanRangesSchema,
  ScanSchema,
  TableFunctionSchema,
  TableRefSchema,
  ValuesSchema,
  type Scan as WireScan,
  type ScanRanges as WireScanRanges,
  type TableFunction as WireTableFunction,
  type Values as WireValues,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { present, unreadable } from "./codec.ts";
import { datumCodec } from "./datum.ts";
import type { Own, PlanOf, ReadContext, WriteContext } from "./plan-parts.ts";
import { valueCodec } from "./value.ts";

export function writeScan(
  { table, columns, filters, whole = false, ranges }: PlanOf<"scan">,
  { exprs }: WriteContext,
): WireScan {
  const { provider, name, spec } = table;
  const ref = create(TableRefSchema, { provider, name, spec: valueCodec.toMessage(spec) });
  const divided = ranges === undefined ? {} : { ranges: writeRanges(ranges) };
  return create(ScanSchema, { table: ref, columns: [...columns], filters: exprs.addAll(filters), whole, ...divided });
}

type Ranges = NonNullable<PlanOf<"scan">["ranges"]>;

function writeRanges({ column, bounds }: Ranges): WireScanRanges {
  return create(ScanRangesSchema, { column, bounds: bounds.map((bound) => datumCodec.toMessage(bound)) });
}

/** @throws FfqError where the tasks' ranges are not values in their order, of a column that is read */
function readRanges({ column, bounds }: WireScanRanges, columns: readonly number[]): Ranges {
  const values = bounds.map((bound) => datumCodec.fromMessage(bound));
  if (!columns.includes(column)) throw unreadable("a scan is divided by a column that it does not read");
  const isOrdered = values.every((value, at) => {
    const before = values[at - 1];
    const isInteger = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
    return isInteger && (at === 0 || (typeof before === typeof value && (before as typeof value) < value));
  });
  if (!isOrdered) throw unreadable("a scan is divided at bounds that are not in order");
  return { column, bounds: values };
}

export function readScan(
  { table, columns, filters, whole, ranges }: WireScan,
  { exprs }: ReadContext,
): Own<PlanOf<"scan">> {
  const { provider, name, spec } = present(table, "a scan's table");
  const ref = { provider, name, spec: valueCodec.fromMessage(present(spec, "a table's specification")) };
  const divided = ranges === undefined ? {} : { ranges: readRanges(ranges, columns) };
  return { kind: "scan", table: ref, columns, filters: exprs.all(filters), ...(whole ? { whole } : {}), ...divided };
}

export function writeValues({ rows }: PlanOf<"values">): WireValues {
  const written = rows.map((row) => create(RowSchema, { values: row.map((value) => datumCodec.toMessage(value)) }));
  return create(ValuesSchema, { rows: written });
}

export function readValues({ rows }: WireValues): Own<PlanOf<"values">> {
  return { kind: "values", rows: rows.map(({ values }) => values.map((value) => datumCodec.fromMessage(value))) };
}

export function writeTableFunction(plan: PlanOf<"table-function">, { exprs, at }: WriteContext): WireTableFunction {
  const { overload, args } = plan;
  const input = plan.input === undefined ? {} : { input: at(plan.input) };
  return create(TableFunctionSchema, { overload, args: exprs.addAll(args), ...input });
}

export function readTableFunction(
  { overload, args, input }: WireTableFunction,
  { exprs, at }: ReadContext,
): Own<PlanOf<"table-function">> {
  const below = input === undefined ? {} : { input: at(input) };
  return { kind: "table-function", overload, args: exprs.all(args), ...below };
}
