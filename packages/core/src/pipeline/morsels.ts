// A source's morsels, made on the caller's thread: bytes that tables' providers read, shares of states, rows of
// spools and exchanges. Read no further ahead than they are asked for.
import type { ScanRange } from "../catalog/scan-ranges.ts";
import type { Morsel, ScanContext } from "../catalog/table-provider.ts";
import { unreachable } from "../common/unreachable.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { morselsOfState, type SourceMorsel, type States, stateOf } from "../operator/create.ts";
import type { SourceSpec } from "../operator/pipeline-spec.ts";
import type { RecursionState } from "../operator/recursive.ts";
import { PIECES, type PiecesMorsel } from "../operator/scan.ts";
import { type SpoolState, spoolMorsels } from "../operator/spool.ts";
import type { DriverContext } from "./driver-context.ts";
import { joinFilters } from "./join-filter.ts";
import type { Pipeline } from "./pipeline.ts";
import { leastMorselRows } from "./row-work.ts";

/** A morsel, and what frees it when it is done. */
export interface PendingMorsel {
  readonly morsel: SourceMorsel;
  /** What the morsel has in common with others (Morsel.common): a task is sent it once. */
  readonly common?: unknown;
  /** It may be one of a list that all tasks take from: what it holds, if anything, can be freed behind the list. */
  readonly listed?: Required<Pick<Morsel, "waits">>;
  readonly release: () => void;
}

/** So many shares of a scan are enough that the last ones to be done leave no thread idle for long. */
const MORSELS_PER_THREAD = 8;

/** How many morsels a scan is to have for so many threads. */
export function morselsWanted(threads: number): number {
  return threads === 1 ? 1 : threads * MORSELS_PER_THREAD;
}

const nothing = (): void => {};

export function morselsOf<Node>(
  context: DriverContext<Node>,
  pipeline: Pick<Pipeline<Node>, "source" | "transforms" | "nodes">,
  states: States,
  reading: Pick<ScanContext, "narrowed" | "first"> = {},
): AsyncGenerator<PendingMorsel, void> {
  const { source } = pipeline;
  switch (source.kind) {
    case "scan":
      return scanMorsels(context, source, joinFilters(pipeline, states), pipeline.nodes[0], {
        ...reading,
        ...leastRowsOf(pipeline, states),
      });
    case "values":
    case "table-function":
      return each([{ kind: "whole" }]);
    case "state":
    case "unmatched": {
      const shares = morselsOfState(source, stateOf(states, source.state));
      return each(shares.map((share) => ({ kind: "state", share })));
    }
    case "spool": {
      const { stores } = stateOf(states, source.state) as SpoolState;
      return each(spoolMorsels(stores, source.columns).map((morsel) => ({ kind: "rows", morsel })));
    }
    case "working": {
      const { working } = stateOf(states, source.state) as RecursionState;
      return each(spoolMorsels(working, source.columns).map((morsel) => ({ kind: "rows", morsel })));
    }
    case "exchange-read":
      return exchangeMorsels(context, source);
    default:
      return unreachable(source);
  }
}

function leastRowsOf({ transforms }: Pick<Pipeline, "transforms">, states: States): Pick<ScanContext, "leastRows"> {
  const leastRows = leastMorselRows(transforms, states);
  return leastRows === undefined ? {} : { leastRows };
}

async function* each(morsels: readonly SourceMorsel[]): AsyncGenerator<PendingMorsel, void> {
  for (const morsel of morsels) yield { morsel, listed: { waits: false }, release: nothing };
}

/** Which of the table's parts a task reads: its own, or all where its share is not made of parts. */
export function shareOf(
  { whole, range }: { readonly whole: boolean; readonly range?: ScanRange | undefined },
  task: { readonly partition: number; readonly partitions: number },
): { readonly partition: number; readonly partitions: number } {
  const { partition, partitions } = task;
  return whole || range !== undefined ? { partition: 0, partitions: 1 } : { partition, partitions };
}

async function* scanMorsels<Node>(
  { crew, tables, streaming: region, control, partition, partitions, measure }: DriverContext<Node>,
  { table, columns, filters, whole, range, deciding }: Extract<SourceSpec, { kind: "scan" }>,
  joined: readonly PhysicalExpr[],
  node: Node | undefined,
  also: Pick<ScanContext, "narrowed" | "first" | "leastRows">,
): AsyncGenerator<PendingMorsel, void> {
  const scan = tables(table).plan({
    columns,
    filters: [...filters, ...joined],
    ...(range === undefined ? {} : { range }),
  });
  const wanted = morselsWanted(crew.capacity);
  const share = shareOf({ whole, range }, { partition, partitions });
  // A lone thread has its bytes read while it works; several, here or of a stage's other tasks, read their own, which
  // costs all of them less.
  const isOneOfSeveral = partitions > 1 && !crew.members().includes(crew.here);
  const threadsRead = crew.capacity > 1 || isOneOfSeveral;
  const decides = deciding === undefined ? {} : { deciding };
  const memory = { arena: region.arena, region };
  const reading = { ...memory, signal: control.signal, ...share, wanted, threadsRead, ...decides, ...also };
  try {
    for await (const morsel of scan.morsels(reading)) {
      const { reader, rows, payload, common, waits, owned, parts = [{ rows, payload }] } = morsel;
      // Parts are the last of a scan, and want the same memory or none.
      const isListed = waits !== undefined && (owned.length === 0 || parts.length > 1);
      let left = parts.length;
      const release = (): void => {
        if (--left === 0) for (const pointer of owned) region.free(pointer);
      };
      for (const [at, part] of parts.entries()) {
        const pending = { morsel: { kind: "rows", morsel: { reader, ...part, owned: [] } }, common, release } as const;
        yield isListed ? { ...pending, listed: { waits: waits && at === parts.length - 1 } } : pending;
      }
    }
  } finally {
    const scanned = scan.measured?.();
    if (node !== undefined && scanned !== undefined) measure(node, { rows: 0, batches: 0, milliseconds: 0, scanned });
  }
}

async function* exchangeMorsels(
  context: Pick<DriverContext, "exchange">,
  { stage }: Extract<SourceSpec, { kind: "exchange-read" }>,
): AsyncGenerator<PendingMorsel, void> {
  const reader = context.exchange(stage);
  try {
    for (let received = await reader.next(); received !== undefined; received = await reader.next()) {
      const { rows, pieces, release } = received;
      const payload: PiecesMorsel = pieces;
      yield { morsel: { kind: "rows", morsel: { reader: PIECES, rows, payload, owned: [] } }, release };
    }
  } finally {
    reader.close();
  }
}
