// Probes of a join whose build side has no row: nothing can match, whatever the keys and predicates are.
import type { Batch, Field } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { TaskContext } from "../operator.ts";
import type { BatchProbe } from "./batch-probe.ts";
import { NullColumns } from "./null-columns.ts";
import { markColumn } from "./row-states.ts";

export function probeEmptyBuild(
  context: TaskContext,
  { join, buildFields }: { readonly join: PhysicalJoinKind; readonly buildFields: readonly Field[] },
): BatchProbe {
  switch (join) {
    case "inner":
    case "right":
    case "semi":
    case "right-semi":
    case "right-anti":
      return { probe: () => [], close: () => {} };
    case "anti":
      return passThrough(
        () => [],
        () => {},
      );
    case "left":
    case "full":
    case "single": {
      const nulls = new NullColumns(context, buildFields);
      return passThrough(
        () => nulls.columns,
        () => nulls.close(),
      );
    }
    case "mark": {
      const falses = context.region.allocateZeroed(context.batchRows);
      return passThrough(
        (rows) => [markColumn(falses, 0, rows)],
        () => context.region.free(falses),
      );
    }
    default:
      return unreachable(join);
  }
}

/** Every probe row once, with further columns. */
function passThrough(added: (rows: number) => Batch["columns"], close: () => void): BatchProbe {
  return {
    *probe(batch: Batch): Generator<Batch, void> {
      yield { rows: batch.rows, columns: [...batch.columns, ...added(batch.rows)] };
    },
    close,
  };
}
