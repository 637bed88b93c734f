// The distinct values that groups have collected, as rows of the groups' keys and a value: what spills of them.
import type { Pointer } from "../../arena/arena.ts";
import type { Vector } from "../../column/vector.ts";
import { internal } from "../../common/error.ts";
import type { AggregateStateData } from "../../kernel/hash-aggregate.ts";
import { spillKernels } from "../../kernel/spill.ts";
import { INT4, type LogicalType } from "../../type/logical-type.ts";
import { GrowingBuffer } from "../growing-buffer.ts";
import { KeyDecoder } from "../key-decoder.ts";
import { groupKeyLayout } from "../key-layout.ts";
import type { TaskContext } from "../operator.ts";
import type { AggregatePlan, GroupingSetPlan } from "./aggregate-plan.ts";
import type { DistinctValuesData } from "./distinct-values.ts";
import { type GroupSetData, groupsOf } from "./group-set.ts";
import { sliceState } from "./state-slice.ts";

export interface PairBatch {
  readonly rows: number;
  /** By key of the set. */
  readonly keys: readonly Vector[];
  readonly value: Vector;
}

/** The pairs of one of the plan's distincts, in batches; each is valid until the next is asked for. */
export function* readPairs(
  context: TaskContext,
  plan: AggregatePlan,
  set: GroupingSetPlan,
  data: GroupSetData,
  distinct: number,
): Generator<PairBatch, void> {
  const { region, batchRows } = context;
  const { entries, kept } = data.distincts[distinct] as DistinctValuesData;
  const { type } = plan.distincts[distinct] as { readonly type: LogicalType };
  const hasGroups = set.keys.length > 0;
  const layout = groupKeyLayout([...(hasGroups ? [INT4] : []), type], entries.needs);
  const values = new KeyDecoder(region, layout, entries.symbols);
  const refs = new GrowingBuffer(region);
  const keys = hasGroups ? new KeysOfGroups(context, set, data) : undefined;
  try {
    for (let from = 0; from < entries.table.count; from += batchRows) {
      const rows = Math.min(batchRows, entries.table.count - from);
      const records = entries.table.keys + 8 * layout.words * from;
      const value =
        kept === undefined
          ? values.decode(hasGroups ? 1 : 0, records, rows)
          : { type, ...sliceState(region, kept, from, rows, refs), index: 0, slots: rows, dictionary: 0 };
      const groups = hasGroups ? values.decode(0, records, rows).data : 0;
      yield { rows, keys: keys?.show(groups, rows) ?? [], value };
    }
  } finally {
    values.close();
    refs.free();
    keys?.close();
  }
}

/** The keys of groups by their numbers. */
class KeysOfGroups {
  readonly #context: TaskContext;
  readonly #set: GroupingSetPlan;
  readonly #data: GroupSetData;
  readonly #words: number;
  readonly #decoder: KeyDecoder;
  readonly #records: GrowingBuffer;
  /** Kept values of all groups. */
  readonly #kept: readonly { readonly refs: GrowingBuffer; readonly vector: Vector }[];

  constructor(context: TaskContext, set: GroupingSetPlan, data: GroupSetData) {
    const { region } = context;
    if (data.keys === undefined) throw internal("groups of a set without keys");
    this.#context = context;
    this.#set = set;
    this.#data = data;
    const layout = groupKeyLayout(set.types, data.keys.needs);
    this.#words = layout.words;
    this.#decoder = new KeyDecoder(region, layout, data.keys.symbols);
    this.#records = new GrowingBuffer(region);
    this.#kept = set.kept.map((key, at) => {
      const refs = new GrowingBuffer(region);
      const groups = groupsOf(data);
      const slice = sliceState(region, data.kept[at] as AggregateStateData, 0, groups, refs);
      const type = set.types[key] as LogicalType;
      return { refs, vector: { type, ...slice, index: 0, slots: groups, dictionary: 0 } };
    });
  }

  /** `groups`: u32 per row. Valid until the next call. */
  show(groups: Pointer, rows: number): readonly Vector[] {
    const { arena } = this.#context;
    const { keys } = this.#data;
    if (keys === undefined) throw internal("groups of a set without keys");
    const records = this.#records.reserve(8 * this.#words * rows);
    spillKernels(arena).gatherRecords(keys.table.keys, this.#words, groups, rows, records);
    return this.#set.keys.map((_, position) => {
      const kept = this.#set.kept.indexOf(position);
      if (kept < 0) return this.#decoder.decode(position, records, rows);
      return { ...(this.#kept[kept] as { readonly vector: Vector }).vector, index: groups };
    });
  }

  close(): void {
    this.#decoder.close();
    this.#records.free();
    for (const { refs } of this.#kept) refs.free();
  }
}
