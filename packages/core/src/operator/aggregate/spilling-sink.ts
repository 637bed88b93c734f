// One thread's share of a hash aggregate within a memory limit: groups that grow too many are written to disk by
// partitions of their keys, and grouping begins anew. Levels: partitions' groups are made the same way, and may be spread further.
import type { Batch } from "../../column/vector.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import type { PartedSink, Sink, TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import { takeInCuts } from "../spill/wide-rows.ts";
import { type AggregatePlan, planAggregate } from "./aggregate-plan.ts";
import { GroupSpiller } from "./group-spiller.ts";
import { type HashAggregateState, hashAggregate } from "./hash-aggregate.ts";
import { partLarge } from "./parted-groups.ts";
import { type AggregateSpillPlan, planAggregateSpill } from "./spill-plan.ts";

/** Groups in memory, or on disk by partition. Plain data. */
export type SpillingAggregateState =
  | {
      readonly kind: "memory";
      readonly groups: HashAggregateState;
      /** What they take. */
      readonly bytes: number;
    }
  /** What several threads left, brought together when it is read (parted-groups.ts). */
  | { readonly kind: "parted"; readonly parts: readonly HashAggregateState[] }
  | { readonly kind: "spilled"; readonly partitions: readonly SpilledRows[] }
  /** Of an aggregate with distinct values: what all partitions came to, a state of totalOf (spill-plan.ts). */
  | { readonly kind: "total"; readonly state: SpillingAggregateState };

/** At their peak, tables that grow and parts that are merged need as much more. */
export const GROWTH = 2.5;

/** What a sink leaves. */
export type SpillingAggregatePart = Extract<SpillingAggregateState, { kind: "memory" | "spilled" }>;

/** Groups rows, and spills its groups when they are too many. */
export class SpillingSink implements Sink<SpillingAggregateState> {
  readonly isSatisfied = false;
  readonly #spec: HashAggregateSpec;
  readonly #context: TaskContext;
  readonly #plan: AggregatePlan;
  readonly #spill: AggregateSpillPlan;
  readonly #level: number;
  readonly #gauge: SpillGauge | undefined;
  #sink: PartedSink<HashAggregateState>;
  /** What the sink had is finished, being written, or is: it is not used any more. */
  #isWritten = false;
  #spiller: GroupSpiller | undefined;

  /** `context.region` is the sink's alone. */
  constructor(spec: HashAggregateSpec, context: TaskContext, level: number, isWhole = false) {
    this.#spec = spec;
    this.#context = context;
    this.#plan = planAggregate(spec);
    this.#spill = planAggregateSpill(spec);
    this.#level = level;
    const canGrow = this.#plan.distincts.length > 0 || this.#plan.sets.some(({ keys }) => keys.length > 0);
    this.#gauge = canGrow && !isWhole ? context.spill?.gauge(context.region) : undefined;
    this.#sink = hashAggregate.sink(spec, context);
  }

  consume(batch: Batch): void {
    takeInCuts(this.#context.arena, this.#gauge, batch, (cut) => this.#take(cut));
  }

  #take(batch: Batch): number {
    const taken = this.#sink.consumeFirst(batch);
    if (this.#gauge?.isFull(GROWTH * this.#context.region.usedBytes) !== true) return taken;
    this.#write();
    this.#sink = hashAggregate.sink(this.#spec, this.#context);
    this.#isWritten = false;
    return taken;
  }

  finish(): SpillingAggregatePart {
    if (this.#spiller === undefined) {
      // What goes wrong from here on leaves nothing that could be aborted: it goes with the region.
      this.#isWritten = true;
      const groups = this.#sink.finish();
      const parted = this.#level === 0 ? partLarge(this.#context, this.#plan, groups) : groups;
      return { kind: "memory", groups: parted, bytes: this.#context.region.usedBytes };
    }
    this.#write();
    const partitions = this.#spiller.finish();
    return { kind: "spilled", partitions };
  }

  abort(): void {
    if (!this.#isWritten) this.#sink.abort();
    this.#spiller?.release();
  }

  #write(): void {
    this.#isWritten = true;
    this.#spiller ??= new GroupSpiller(this.#context, this.#plan, this.#spill, this.#level);
    const groups = this.#sink.finish();
    for (const _ of this.#spiller.write(groups.sets));
    hashAggregate.release(this.#spec, this.#context, groups);
  }
}
