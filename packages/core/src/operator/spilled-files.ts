// Which files hold what of a state is on disk: they go when the state has been read for the last time, so that a query
// of many steps has on disk what its present ones need. What partitions were spread to on the way stays until the query
// ends: it is named nowhere but where it is read. Sorted runs go when they have been merged (sort/sort-runs.ts).
import { unreachable } from "../common/unreachable.ts";
import type { SpillingAggregateState } from "./aggregate/spilling-sink.ts";
import { isOnDisk } from "./join/probed-state.ts";
import type { SinkSpec } from "./pipeline-spec.ts";
import type { SpillingSortState } from "./sort/spilling-sort.ts";
import { filesOfParts, type SpilledRows } from "./spill/spilled-rows.ts";
import type { SpillingWindowState } from "./window/spilling-window.ts";

/** Of the state that a sink of this kind left. */
export function spilledFiles(sink: SinkSpec, state: unknown): readonly string[] {
  switch (sink.kind) {
    case "hash-aggregate":
      return filesOfGroups(state as SpillingAggregateState);
    case "sort": {
      const sorted = state as SpillingSortState;
      return sorted.kind === "runs" ? filesOfParts(sorted.runs) : [];
    }
    case "window": {
      const windowed = state as SpillingWindowState;
      return windowed.kind === "spilled" ? filesOfRows(windowed.partitions) : [];
    }
    case "hash-join-build":
    case "nested-loop-build":
      return isOnDisk(state) ? filesOfRows([...state.build, ...state.probe]) : [];
    case "spool":
    case "recursion":
    case "result":
    case "exchange-write":
      return [];
    default:
      return unreachable(sink);
  }
}

function filesOfGroups(state: SpillingAggregateState): readonly string[] {
  switch (state.kind) {
    case "memory":
    case "parted":
      return [];
    case "spilled":
      return filesOfRows(state.partitions);
    case "total":
      return filesOfGroups(state.state);
    default:
      return unreachable(state);
  }
}

/** Of probe rows that wait for their join, or any partitions. */
export function filesOfRows(all: readonly (SpilledRows | undefined)[]): readonly string[] {
  return filesOfParts(all.flatMap((rows) => rows?.parts ?? []));
}
