// What a join puts out when all probing is done: build rows by their marks, with NULL probe columns where the join
// shows both sides. right and full: the rows without match; right-semi: those with one; right-anti: without.
import type { Pointer } from "../../arena/arena.ts";
import type { Batch, Field } from "../../column/vector.ts";
import { type HashKernels, hashKernels } from "../../kernel/hash.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { BatchSource, StateMorsel, TaskContext } from "../operator.ts";
import type { BuildSide } from "./build-side.ts";
import { joinShape } from "./join-shape.ts";
import { NullColumns } from "./null-columns.ts";
import { buildColumns } from "./pair-view.ts";

export interface RestSpec {
  readonly join: PhysicalJoinKind;
  readonly probeFields: readonly Field[];
}

const MORSEL_ROWS = 65536;

/** Shares of the build rows, none for a join that puts out no build rows of its own. */
export function restMorsels({ join }: RestSpec, { rows }: BuildSide): readonly StateMorsel[] {
  if (joinShape(join).rest === "none") return [];
  return Array.from({ length: Math.ceil(rows / MORSEL_ROWS) }, (_, at) => ({
    start: at * MORSEL_ROWS,
    end: Math.min(rows, (at + 1) * MORSEL_ROWS),
  }));
}

/** The rows of one share. */
export class RestSource implements BatchSource {
  readonly #context: TaskContext;
  readonly #side: BuildSide;
  readonly #end: number;
  readonly #want: number;
  readonly #kernels: HashKernels;
  readonly #nulls: NullColumns;
  readonly #cursor: Pointer;
  readonly #rows: Pointer;

  constructor(context: TaskContext, spec: RestSpec, side: BuildSide, { start, end }: StateMorsel) {
    const { arena, region, batchRows } = context;
    const { probe, rest } = joinShape(spec.join);
    this.#context = context;
    this.#side = side;
    this.#end = end;
    this.#want = rest === "matched" ? 1 : 0;
    this.#kernels = hashKernels(arena);
    this.#nulls = new NullColumns(context, probe === "nothing" ? [] : spec.probeFields);
    this.#rows = region.allocate(4 * batchRows);
    this.#cursor = region.allocate(4);
    arena.view().u32[this.#cursor >>> 2] = start;
  }

  next(): Batch | undefined {
    const { arena, batchRows } = this.#context;
    if ((arena.view().u32[this.#cursor >>> 2] as number) >= this.#end) return undefined;
    const { marks } = this.#side;
    const rows = this.#kernels.joinEmitMarked(marks, this.#end, this.#want, this.#cursor, this.#rows, batchRows);
    const build = buildColumns(this.#side, this.#rows);
    return { rows, columns: [...this.#nulls.columns, ...build] };
  }

  close(): void {
    this.#nulls.close();
    this.#context.region.free(this.#rows);
    this.#context.region.free(this.#cursor);
  }
}
