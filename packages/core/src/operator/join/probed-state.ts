// What the driver has to know of a join's state while it runs a plan: whether it is partly on disk, and the probe rows
// that tasks have left there. Apart from the joins themselves, which are loaded with the first plan that has one.
import { joinPartitions } from "../spill/partition-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import type { SpillingJoinState } from "./spilling-build.ts";

/** The state with the probe rows that its tasks left. */
export function withProbeRows(state: unknown, left: readonly unknown[]): unknown {
  if (!isOnDisk(state) || left.length === 0) return state;
  return { ...state, probe: joinPartitions([state.probe, ...(left as readonly (readonly SpilledRows[])[])]) };
}

/** Whether a join's state is partly on disk. */
export function isOnDisk(state: unknown): state is Extract<SpillingJoinState<unknown>, { kind: "spilled" }> {
  return (state as SpillingJoinState<unknown>).kind === "spilled";
}
