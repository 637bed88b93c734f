// A join whose build rows do not fit into memory and cannot be spread (one key has most of them, or there is no key):
// as many build rows as fit are a block, and all probe rows are read for each block. What a probe row comes to over
// all blocks is a state, a byte a row; probe rows that are put out by it come in a last pass.

import type { Pointer } from "../../arena/arena.ts";
import { copyBytes, fillBytes } from "../../arena/bulk-memory.ts";
import type { Batch } from "../../column/vector.ts";
import { unreachable } from "../../common/unreachable.ts";
import { joinKernels } from "../../kernel/join.ts";
import { spillKernels } from "../../kernel/spill.ts";
import type { PhysicalJoinKind } from "../../physical/plan.ts";
import type { TaskContext } from "../operator.ts";
import { RowStore } from "../row-store.ts";
import { readSpilled, type SpilledRows } from "../spill/spilled-rows.ts";
import type { BuildSide, JoinBuildPart } from "./build-side.ts";
import { secondMatch } from "./hash-pairs.ts";
import { NullColumns } from "./null-columns.ts";
import { type RowDecider, type RowJoinKind, RowProbe } from "./row-states.ts";
import { asJoin, type JoinSpec, probeTypes, type SpillableJoin, storedTypes } from "./spillable-join.ts";

/** How a kind of join is made of blocks. */
interface BlockShape {
  /** What a block puts out: pairs and build rows as this kind of join; undefined: nothing. */
  readonly block: PhysicalJoinKind | undefined;
  /** What probe rows come to in a block; undefined: nobody asks. */
  readonly states: RowJoinKind | undefined;
  /** Which probe rows the last pass puts out; undefined: none. */
  readonly last: RowJoinKind | undefined;
}

function blockShape(join: PhysicalJoinKind): BlockShape {
  switch (join) {
    case "inner":
    case "right":
    case "right-semi":
    case "right-anti":
      return { block: join, states: undefined, last: undefined };
    case "left":
    case "single":
      return { block: "inner", states: "semi", last: "anti" };
    case "full":
      return { block: "right", states: "semi", last: "anti" };
    case "semi":
    case "anti":
    case "mark":
      return { block: undefined, states: join === "mark" ? "mark" : "semi", last: join };
    default:
      return unreachable(join);
  }
}

export interface BlockRows {
  readonly build: SpilledRows;
  readonly probe: SpilledRows;
  /** What a block may take, with all that is built over it. */
  readonly blockBytes: number;
  /** Of strings that the build keys of a row make. */
  readonly madeBytes: number;
}

export class BlockJoin<Spec extends JoinSpec, State extends { readonly side: BuildSide }> {
  readonly #join: SpillableJoin<Spec, State>;
  readonly #context: TaskContext;
  readonly #spec: Spec;
  readonly #rows: BlockRows;
  readonly #shape: BlockShape;
  /** A byte per probe row. */
  readonly #states: Pointer;

  constructor(join: SpillableJoin<Spec, State>, context: TaskContext, spec: Spec, rows: BlockRows) {
    this.#join = join;
    this.#context = context;
    this.#spec = spec;
    this.#rows = rows;
    this.#shape = blockShape(spec.join);
    this.#states = this.#shape.states === undefined ? 0 : context.region.allocateZeroed(rows.probe.rows + 1);
  }

  /** The output; undefined between slices without any. */
  *run(): Generator<Batch | undefined, void> {
    for (const block of this.#blocks()) {
      if (block === undefined) yield undefined;
      else yield* this.#runBlock(block);
    }
    if (this.#shape.last !== undefined) yield* this.#lastPass(this.#shape.last);
    this.#context.region.free(this.#states);
  }

  *#blocks(): Generator<JoinBuildPart | undefined, void> {
    const { region } = this.#context;
    const { blockBytes, madeBytes } = this.#rows;
    const types = storedTypes(this.#join.buildSpec(this.#spec));
    const source = readSpilled(this.#context, types, this.#rows.build);
    const before = region.usedBytes;
    let store = RowStore.create(region, types);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      store.append(batch);
      yield undefined;
      const needed = this.#join.buildBytes(this.#spec, store.rows, region.usedBytes - before);
      if (needed + madeBytes * store.rows < blockBytes) continue;
      yield store.finish();
      store = RowStore.create(region, types);
    }
    if (store.rows > 0) yield store.finish();
    else store.release();
    source.close();
  }

  *#runBlock(stored: JoinBuildPart): Generator<Batch | undefined, void> {
    const spec = asJoin(this.#spec, this.#shape.block ?? this.#spec.join);
    const building = this.#join.combine(spec, this.#context, [stored]);
    let step = building.next();
    for (; step.done !== true; step = building.next()) yield undefined;
    yield* this.#probeBlock(spec, step.value);
    for (const morsel of this.#join.restMorsels(spec, step.value)) {
      const rest = this.#join.rest(this.#context, spec, step.value, morsel);
      for (let batch = rest.next(); batch !== undefined; batch = rest.next()) yield batch;
      rest.close();
    }
    this.#join.release(this.#context.region, step.value);
  }

  *#probeBlock(spec: Spec, state: State): Generator<Batch | undefined, void> {
    const context = this.#context;
    const { block, states: kind } = this.#shape;
    const probe = block === undefined ? undefined : this.#join.batchProbe(context, spec, state);
    const decider = kind === undefined ? undefined : this.#join.decider(context, spec, kind, state);
    const states = context.region.allocate(context.batchRows);
    const list = context.region.allocate(4 * context.batchRows);
    const source = readSpilled(context, probeTypes(spec), this.#rows.probe);
    let from = 0;
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      fillBytes(context.arena, 0, states, states + batch.rows);
      if (decider !== undefined) for (const _ of decider.decide(batch, states)) yield undefined;
      let pairs = 0;
      for (const output of probe?.probe(batch) ?? []) {
        pairs += output.rows;
        yield output;
      }
      if (decider !== undefined) {
        const hits = joinKernels(context.arena).joinSelectState(states, batch.rows, 1, list);
        const again = spillKernels(context.arena).mergeStates(states, batch.rows, this.#states + from);
        if (this.#spec.join === "single" && (again !== 0 || pairs > hits)) throw secondMatch();
      }
      from += batch.rows;
      yield undefined;
    }
    for (const one of [source, probe, decider]) one?.close();
    context.region.free(states);
    context.region.free(list);
  }

  *#lastPass(last: RowJoinKind): Generator<Batch | undefined, void> {
    const context = this.#context;
    const probe = new RowProbe(context, last, this.#known());
    const isOuter = this.#shape.block !== undefined;
    const nulls = new NullColumns(context, isOuter ? this.#spec.buildFields : []);
    const source = readSpilled(context, probeTypes(this.#spec), this.#rows.probe);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) {
      for (const { rows, columns } of probe.probe(batch)) yield { rows, columns: [...columns, ...nulls.columns] };
    }
    source.close();
    probe.close();
    nulls.close();
  }

  /** The states of all blocks. */
  #known(): RowDecider {
    const { arena } = this.#context;
    let from = this.#states;
    return {
      decide: ({ rows }, states) => {
        copyBytes(arena, states, from, rows);
        from += rows;
        return [];
      },
      close: () => {},
    };
  }
}
