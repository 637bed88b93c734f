// The rows of a table in memory as a stream, for a runtime that cannot reach this process's memory: a scan of the
// whole table, run here.
import type { TableSnapshot } from "../catalog/memory-table.ts";
import { ROW_NUMBER_COLUMN, type TableRef } from "../catalog/table-provider.ts";
import { StageId } from "../common/ids.ts";
import type { StageGraph } from "../physical/fragment.ts";
import type { Runtime, TableRows } from "../runtime/runtime.ts";
import type { StatementTables } from "./statement-tables.ts";

/** Undefined for a table that does not lie in memory. */
export function memoryRows(local: Runtime, tables: StatementTables, ref: TableRef): TableRows | undefined {
  const snapshot = tables.memoryTable(ref);
  if (snapshot === undefined) return undefined;
  const graph = wholeTable(snapshot);
  const fields = graph.stages[0]?.plan.fields ?? [];
  return {
    key: snapshot.segments,
    fields,
    read: (signal) => local.run(graph, { tables: tables.provider, ...(signal === undefined ? {} : { signal }) }),
  };
}

function wholeTable({ provider }: TableSnapshot): StageGraph {
  const { ref, statistics } = provider;
  const columns = [...provider.fields.keys()].filter((at) => provider.fields[at]?.name !== ROW_NUMBER_COLUMN);
  const fields = provider.fields.filter(({ name }) => name !== ROW_NUMBER_COLUMN);
  const plan = { kind: "scan", table: ref, columns, filters: [], fields, estimatedRows: statistics.rows } as const;
  return { stages: [{ id: StageId(0), plan, partitions: 1, output: { kind: "single" }, inputs: [] }] };
}
