// Which steps of a plan go to one thread together, so that no message passes between their pipelines: those that would
// have a single task each anyway. Pure. With one thread these are all steps that need nothing of the caller's thread;
// with several, those with so few rows that one is as fast. What a step of the row will find is only known when
// the ones before it are done: the thread that runs them asks again (`isForOne`), and gives the rest back.
import type { Morsel } from "../catalog/table-provider.ts";
import type { StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import { morselsOfState, type States } from "../operator/create.ts";
import type { SinkSpec, SourceSpec } from "../operator/pipeline-spec.ts";
import type { RecursionState } from "../operator/recursive.ts";
import { type SpoolState, spoolMorsels } from "../operator/spool.ts";
import type { Step } from "./pipeline.ts";
import { isLaborious } from "./row-work.ts";

/** Of a table; as many as a morsel of it has. */
const FEW_ROWS = 65_536;

type Scan = Extract<SourceSpec, { readonly kind: "scan" }>;

/** The morsels of a scan, if they are at hand. */
export type ReadyScan = (scan: Scan) => readonly Morsel[] | undefined;

/** How many steps from the front of the row go to one thread. @param threads how many threads there are */
export function stepsTogether(
  steps: readonly Step<unknown>[],
  states: States,
  threads: number,
  ready: ReadyScan,
): number {
  const first = steps[0];
  if (first === undefined || !isForOne(first, states, threads)) return 0;
  const end = steps.findIndex((step) => !canBeSent(step, threads, ready));
  return end < 0 ? steps.length : end;
}

/** Whether a step has work for one thread only, by the states that there are. Of those that are not there yet nothing is known. */
export function isForOne(step: Step<unknown>, states: States, threads: number): boolean {
  if (threads === 1) return true;
  return (
    step.kind === "sink" &&
    step.pipelines.every(({ source, transforms }) => {
      return !isLaborious(transforms, states) && (sharesOf(source, states) ?? 1) <= 1;
    })
  );
}

/** Nothing in it reads or writes through the caller's thread but a result. */
function canBeSent(step: Step<unknown>, threads: number, ready: ReadyScan): boolean {
  if (step.kind === "recursion") {
    // How many rows its rounds will have is not known: with several threads each round may spread.
    return threads === 1 && [...step.base, ...step.loop].every((inner) => canBeSent(inner, threads, ready));
  }
  return isKeptOrResult(step.sink) && step.pipelines.every(({ source }) => isAtHand(source, threads, ready));
}

/** Exchanges take rows as their readers want them. */
function isKeptOrResult({ kind }: SinkSpec): boolean {
  return kind !== "exchange-write";
}

function isAtHand(source: SourceSpec, threads: number, ready: ReadyScan): boolean {
  switch (source.kind) {
    case "scan": {
      const morsels = ready(source);
      return morsels !== undefined && (threads === 1 || rowsOf(morsels) <= FEW_ROWS);
    }
    case "exchange-read":
      return false;
    case "values":
    case "table-function":
    case "state":
    case "unmatched":
    case "spool":
    case "working":
      return true;
    default:
      return unreachable(source);
  }
}

function rowsOf(morsels: readonly Morsel[]): number {
  return morsels.reduce((sum, { rows }) => sum + rows, 0);
}

/** How many tasks could share in reading a source; undefined where that is not known (yet), or is told by its morsels. */
function sharesOf(source: SourceSpec, states: States): number | undefined {
  switch (source.kind) {
    case "state":
    case "unmatched": {
      const state = states.get(source.state);
      return state === undefined ? undefined : morselsOfState(source, state).length;
    }
    case "spool":
      return spooledShares(source.state, source.columns, states);
    case "working": {
      const state = states.get(source.state) as RecursionState | undefined;
      return state === undefined ? undefined : spoolMorsels(state.working, source.columns).length;
    }
    case "scan":
    case "values":
    case "table-function":
    case "exchange-read":
      return undefined;
    default:
      return unreachable(source);
  }
}

function spooledShares(id: StateId, columns: readonly number[], states: States): number | undefined {
  const state = states.get(id) as SpoolState | undefined;
  return state === undefined ? undefined : spoolMorsels(state.stores, columns).length;
}
