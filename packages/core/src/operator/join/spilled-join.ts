// Joins one partition that is on disk, when all probing is done: builds over its build rows and probes with its probe
// rows; a partition that is still too large is spread further, and if that is no use, joined block by block.
import type { Region } from "../../arena/region.ts";
import { Projection } from "../../codegen/projection.ts";
import { takeAll } from "../../column/slice.ts";
import type { Batch } from "../../column/vector.ts";
import type { SpillGauge } from "../../spill/spill-gauge.ts";
import type { BatchSource, TaskContext } from "../operator.ts";
import { KeySpiller } from "../spill/key-spiller.ts";
import { noRows } from "../spill/nothing.ts";
import { NO_ROWS, readSpilled, type SpilledRows, spillOf } from "../spill/spilled-rows.ts";
import { BlockJoin } from "./block-join.ts";
import type { BuildSide } from "./build-side.ts";
import { joinShape } from "./join-shape.ts";
import { type JoinSpec, probeTypes, type SpillableJoin, storedTypes } from "./spillable-join.ts";
import { BuildSpiller, loadRows } from "./spilling-build.ts";

interface Pending {
  readonly build: SpilledRows;
  readonly probe: SpilledRows;
  readonly level: number;
  /** Spreading it further is no use. */
  readonly isWhole: boolean;
}

const MOST_LEVELS = 12;
/** Of memory beside what is counted: blocks that are not full, a probe's buffers. */
const MARGIN = 1.5;
/** A partition that keeps more than this part of its parent's build rows is not worth spreading. */
const LEAST_SPREAD = 0.9;

export class SpilledJoin<Spec extends JoinSpec, State extends { readonly side: BuildSide }> implements BatchSource {
  readonly #join: SpillableJoin<Spec, State>;
  readonly #context: TaskContext;
  readonly #region: Region;
  readonly #spec: Spec;
  /** Of strings that the build keys of a row make. */
  readonly #madeBytes: number;
  readonly #gauge: SpillGauge;
  readonly #nothing: Batch;
  readonly #output: Generator<Batch | undefined, void>;

  constructor(
    join: SpillableJoin<Spec, State>,
    context: TaskContext,
    spec: Spec,
    rows: { readonly build: SpilledRows; readonly probe: SpilledRows | undefined; readonly madeBytes: number },
  ) {
    this.#join = join;
    this.#region = context.region.createChild();
    this.#context = { ...context, region: this.#region };
    this.#spec = spec;
    this.#madeBytes = rows.madeBytes;
    this.#gauge = spillOf(context).gauge(this.#region);
    this.#nothing = noRows(spec.fields.map(({ type }) => type));
    this.#output = this.#run({ build: rows.build, probe: rows.probe ?? NO_ROWS, level: 1, isWhole: false });
  }

  next(): Batch | undefined {
    const step = this.#output.next();
    return step.done === true ? undefined : (step.value ?? this.#nothing);
  }

  close(): void {
    this.#output.return(undefined);
    this.#region.release();
  }

  *#run(first: Pending): Generator<Batch | undefined, void> {
    const pending = [first];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      if (this.#isEmpty(one)) continue;
      const { rows, bytes } = one.build;
      const needed = this.#join.buildBytes(this.#spec, rows, bytes) + this.#madeBytes * rows;
      if (this.#gauge.mayHold(MARGIN * needed) || one.build.rows === 0) yield* this.#joinWhole(one);
      else if (one.isWhole) yield* this.#joinBlocks(one);
      else pending.push(...(yield* this.#spread(one)));
    }
  }

  /** Nothing comes of it. */
  #isEmpty({ build, probe }: Pending): boolean {
    const { probe: puts, isProbeOuter, rest } = joinShape(this.#spec.join);
    const needsBuild = !isProbeOuter && (puts !== "rows" || this.#spec.join === "semi");
    if (build.rows === 0 && (needsBuild || probe.rows === 0)) return true;
    return probe.rows === 0 && rest !== "unmatched";
  }

  *#joinWhole({ build, probe }: Pending): Generator<Batch | undefined, void> {
    const context = this.#context;
    const join = this.#join;
    const spec = this.#spec;
    const stored = yield* silently(loadRows(context, storedTypes(join.buildSpec(spec)), build));
    const state = yield* silently(join.combine(spec, context, [stored]));
    const source = join.probe(context, spec, state, readSpilled(context, probeTypes(spec), probe));
    for (let batch = source.next(); batch !== undefined; batch = source.next()) yield batch;
    source.close();
    for (const morsel of join.restMorsels(spec, state)) {
      const rest = join.rest(context, spec, state, morsel);
      for (let batch = rest.next(); batch !== undefined; batch = rest.next()) yield batch;
      rest.close();
    }
    join.release(context.region, state);
  }

  *#joinBlocks({ build, probe }: Pending): Generator<Batch | undefined, void> {
    const rows = { build, probe, blockBytes: this.#gauge.roomBytes / MARGIN, madeBytes: this.#madeBytes };
    yield* new BlockJoin(this.#join, this.#context, this.#spec, rows).run();
  }

  *#spread(of: Pending): Generator<undefined, readonly Pending[]> {
    const build = yield* this.#spreadBuild(of);
    const probe = yield* this.#spreadProbe(of);
    return build.map((rows, at) => ({
      build: rows,
      probe: probe[at] ?? NO_ROWS,
      level: of.level + 1,
      isWhole: of.level >= MOST_LEVELS || rows.rows > LEAST_SPREAD * of.build.rows,
    }));
  }

  *#spreadBuild({ build, level }: Pending): Generator<undefined, readonly SpilledRows[]> {
    const context = this.#context;
    const spiller = new BuildSpiller(context, this.#join, this.#spec, level);
    const source = readSpilled(context, storedTypes(this.#join.buildSpec(this.#spec)), build);
    let isDone = false;
    try {
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        spiller.append(batch);
        yield undefined;
      }
      const { partitions } = spiller.finish();
      isDone = true;
      return partitions;
    } finally {
      source.close();
      if (!isDone) spiller.release();
    }
  }

  *#spreadProbe({ probe, level }: Pending): Generator<undefined, readonly SpilledRows[]> {
    const context = this.#context;
    const types = probeTypes(this.#spec);
    const exprs = this.#join.keys(this.#spec).probe;
    const keys = new Projection(context, exprs);
    const keyTypes = exprs.map(({ type }) => type);
    const spiller = new KeySpiller(context, types, keyTypes, level);
    const source = readSpilled(context, types, probe);
    let isDone = false;
    try {
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        takeAll(batch, (rest) => {
          const { rows, columns } = keys.evaluateFirst(rest);
          spiller.append({ rows, columns: rest.columns }, columns);
          return rows;
        });
        yield undefined;
      }
      const parts = spiller.finish();
      isDone = true;
      return parts;
    } finally {
      source.close();
      keys.close();
      if (!isDone) spiller.release();
    }
  }
}

/** Steps without output. */
function* silently<Result>(steps: Generator<void, Result>): Generator<undefined, Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield undefined;
  }
}
