// The probe half of a join whose build side is partly on disk: probe rows of the partitions in memory are joined at
// once, the others are written to disk by the same partitions, and left for when all probing is done.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes } from "../../arena/bulk-memory.ts";
import { Projection } from "../../codegen/projection.ts";
import { type Batch, completed, type Vector } from "../../column/vector.ts";
import { type BatchSource, IDLE_BATCHES, type LeavingSource, type TaskContext } from "../operator.ts";
import { PartedInput } from "../parted-input.ts";
import { RowView } from "../row-view.ts";
import { LevelSplit } from "../spill/level-split.ts";
import { PartitionSpiller } from "../spill/partition-spiller.ts";
import type { SpilledRows } from "../spill/spilled-rows.ts";
import type { BuildSide } from "./build-side.ts";
import { type JoinSpec, probeTypes, type SpillableJoin } from "./spillable-join.ts";
import type { SpillingJoinState } from "./spilling-build.ts";

type OnDisk<State> = Extract<SpillingJoinState<State>, { kind: "spilled" }>;

/** Lets the rows of partitions in memory through. */
class ProbeRouter implements BatchSource {
  readonly #context: TaskContext;
  readonly #input: PartedInput;
  readonly #onDisk: readonly boolean[];
  readonly #keys: Projection;
  readonly #split: LevelSplit;
  readonly #spiller: PartitionSpiller;
  readonly #view: RowView;
  readonly #list: Pointer;
  #isLeft = false;

  constructor(context: TaskContext, spec: JoinSpec, options: RouterOptions, input: BatchSource) {
    this.#context = context;
    this.#input = new PartedInput(input);
    this.#onDisk = options.onDisk;
    this.#keys = new Projection(context, options.keys);
    this.#split = new LevelSplit(
      context,
      options.keys.map(({ type }) => type),
      0,
    );
    this.#spiller = new PartitionSpiller(context, probeTypes(spec));
    this.#view = new RowView(context.region);
    this.#list = context.region.allocate(4 * context.batchRows);
  }

  next(): Batch | undefined {
    for (let idle = 1; ; idle++) {
      const next = this.#input.next();
      if (next === undefined || next.rows === 0) return next;
      const all = completed(next);
      const keys = this.#keys.evaluateFirst(all);
      this.#input.taken(all, keys.rows);
      const batch = { rows: keys.rows, columns: all.columns };
      const rows = this.#route(batch, keys.columns);
      if (rows === batch.rows) return batch;
      if (rows > 0 || idle === IDLE_BATCHES) return { rows, columns: this.#view.show(batch.columns, this.#list, rows) };
      this.#context.checkCancelled();
    }
  }

  leave(): readonly SpilledRows[] {
    const rows = this.#spiller.finish();
    this.#isLeft = true;
    return rows;
  }

  close(): void {
    if (!this.#isLeft) this.#spiller.release();
    this.#keys.close();
    this.#split.close();
    this.#view.close();
    this.#context.region.free(this.#list);
    this.#input.close();
  }

  /** Lists the rows that are joined now; answers how many. */
  #route(batch: Batch, keys: readonly Vector[]): number {
    const { rows, ends } = this.#split.split(keys, batch.rows);
    let start = 0;
    let kept = 0;
    for (const [partition, end] of ends.entries()) {
      const from = rows + 4 * start;
      if (this.#onDisk[partition] === true) this.#spiller.append(partition, batch, from, end - start);
      else {
        copyBytes(this.#context.arena, this.#list + 4 * kept, from, 4 * (end - start));
        kept += end - start;
      }
      start = end;
    }
    return kept;
  }
}

interface RouterOptions {
  /** By partition. */
  readonly onDisk: readonly boolean[];
  readonly keys: ReturnType<SpillableJoin<JoinSpec, never>["keys"]>["probe"];
}

/** The transform over the probe side. */
export function createSpillingProbe<Spec extends JoinSpec, State extends { readonly side: BuildSide }>(
  join: SpillableJoin<Spec, State>,
  context: TaskContext,
  spec: Spec,
  { state, build }: OnDisk<State>,
  input: BatchSource,
): LeavingSource {
  const onDisk = build.map((rows) => rows !== undefined);
  const router = new ProbeRouter(context, spec, { onDisk, keys: join.keys(spec).probe }, input);
  const probe = join.probe(context, spec, state, router);
  return { next: () => probe.next(), close: () => probe.close(), leave: () => router.leave() };
}
