// Runs one pipeline on the crew: hands its morsels to tasks, opens no more tasks than there is work for, and gathers what
// they leave. Morsels go to all tasks as lists that these take from, where nothing depends on the order in which they are
// done; those that hold memory of their own go to one task each, two under way on each so that no thread waits for the next.
import type { ScanContext } from "../catalog/table-provider.ts";
import { FfqError, internal } from "../common/error.ts";
import type { StateId } from "../common/ids.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { type States, stateOf } from "../operator/create.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import type { OpenTask, TaskCommand } from "./crew.ts";
import type { DriverContext } from "./driver-context.ts";
import { MorselFeed } from "./morsel-feed.ts";
import { morselsOf, morselsWanted, type PendingMorsel } from "./morsels.ts";
import type { Pipeline } from "./pipeline.ts";
import { MOST_UNDER_WAY, withCommon } from "./pipeline-task.ts";
import type { GivenList, LeftRows, NumberedMorsel, PipelineWork, Report } from "./protocol.ts";
import { dropMorsels, freeShared, type SharedMorsels, shareMorsels } from "./shared-morsels.ts";
import { isSmallPipeline } from "./small-work.ts";
import { type TopKey, tighter, topFilter, topKeyOf } from "./top-key.ts";

export interface PipelineRunOptions<Node> {
  readonly pipeline: Pipeline<Node>;
  readonly sink: SinkSpec;
  readonly sinkNode: Node;
  readonly states: States;
  /** A number for each morsel of the step, in the order of the rows. */
  readonly nextMorsel: () => number;
  /** The sink needs a part even of no rows. */
  readonly needsPart: boolean;
  /** No other pipeline leaves parts in the sink: a task alone combines its own. */
  readonly isOnly: boolean;
  /** Takes what a task's transforms keep for later. */
  readonly onLeft: (left: LeftRows) => void;
}

/** What the tasks of a pipeline leave in its sink. */
export type PipelineResult =
  | { readonly kind: "parts"; readonly parts: readonly unknown[] }
  | { readonly kind: "combined"; readonly state: unknown };

interface GivenMorsels {
  /** Those that the task has not ended, with what frees them. */
  readonly morsels: Map<number, () => void>;
  /** The last that it was sent of what morsels have in common. */
  common: unknown;
}

interface Running extends GivenMorsels {
  readonly member: number;
  readonly open: OpenTask;
  isEnded: boolean;
}

/** Most morsels of a further list, of the first one's: threads begin before a long list is known, and few messages pass then. */
const FURTHER = 8;

/** Outputs of one task that may wait for their reader. */
const CREDIT = 4;

export class PipelineRun<Node> {
  readonly #context: DriverContext<Node>;
  readonly #options: PipelineRunOptions<Node>;
  readonly #tasks: Running[] = [];
  readonly #parts: unknown[] = [];
  #isCombined = false;
  /** It is all done by the member that is this thread. */
  readonly #isSmall: boolean;
  #isSatisfied = false;
  readonly #shared: SharedMorsels[] = [];
  /** What frees the morsels of lists. */
  readonly #releases: (() => void)[] = [];
  /** Of the last list. */
  #areFewLeft = false;
  /** The tasks know that no further morsels come. */
  #isFinishSaid = false;
  /** Where only the first rows of an order are wanted: by which column, and how far at most. */
  readonly #topKey: TopKey | undefined;
  #keyBound: bigint | undefined;
  #wake: (() => void) | undefined;

  constructor(context: DriverContext<Node>, options: PipelineRunOptions<Node>) {
    this.#context = context;
    this.#options = options;
    this.#isSmall = isSmallPipeline(options.pipeline, options.states);
    this.#topKey = topKeyOf(options.pipeline, options.sink);
  }

  /** What its tasks left in the sink, when all have ended. @throws FfqError when the query was stopped */
  async run(): Promise<PipelineResult> {
    const { control } = this.#context;
    const forget = control.onStop(() => this.#abort());
    try {
      await this.#giveMorsels();
      if (this.#tasks.length === 0 && this.#options.needsPart && control.error === undefined) this.#openTask([]);
      if (!this.#isFinishSaid) this.#sendAll({ kind: "finish", combine: this.#isCombinedBy(this.#tasks.length) });
      while (this.#tasks.some(({ isEnded }) => !isEnded)) await this.#sleep();
      this.#freeLists();
    } finally {
      forget();
    }
    control.check();
    return this.#isCombined ? { kind: "combined", state: this.#parts[0] } : { kind: "parts", parts: this.#parts };
  }

  /** Errors of reading stop the query: the tasks must still be waited for. */
  async #giveMorsels(): Promise<void> {
    const { control } = this.#context;
    try {
      const { pipeline, states } = this.#options;
      const feed = new MorselFeed(morselsOf(this.#context, pipeline, states, this.#reading()));
      try {
        if (this.#mayShare) await this.#giveLists(feed);
        if (!feed.isEnded) await this.#giveOneByOne(feed);
      } finally {
        await feed.close();
      }
    } catch (thrown) {
      control.fail(thrown);
    }
  }

  #reading(): Pick<ScanContext, "narrowed" | "first"> {
    const topKey = this.#topKey;
    if (topKey === undefined) return {};
    const { column, key } = topKey;
    const narrowed = (): readonly PhysicalExpr[] =>
      this.#keyBound === undefined ? [] : [topFilter(topKey, this.#keyBound)];
    return { narrowed, first: { column, descending: key.descending } };
  }

  /**
   * Outputs are read in the order of the morsels: threads that are far apart would wait for each other. Of first rows each
   * morsel may say that the next one is not wanted. A member that comes later would find all morsels given away.
   */
  get #mayShare(): boolean {
    const { pipeline, sink } = this.#options;
    const { crew } = this.#context;
    if (!("state" in sink) || this.#topKey !== undefined || pipeline.ordered || this.#isSmall) return false;
    return crew.capacity > 1 && crew.members().length === crew.capacity;
  }

  /** Ends where the next morsel has to be given to one task. */
  async #giveLists(feed: MorselFeed): Promise<void> {
    const first = morselsWanted(this.#context.crew.capacity);
    for (let most = first; this.#wantsMorsels; most = FURTHER * first) {
      const list = await feed.nextList(most, () => this.#wantsMorsels);
      this.#releases.push(...list.map(({ release }) => release));
      if (list.length === 0 || !this.#wantsMorsels) return;
      this.#giveList(list, feed.isEnded);
      if (feed.isEnded) return;
      const isLong = list.length === most && most > first;
      while (isLong && this.#wantsMorsels && !this.#areFewLeft) await this.#sleep();
    }
  }

  #giveList(morsels: readonly PendingMorsel[], isLast: boolean): void {
    const { streaming, crew } = this.#context;
    const members = crew.members().length;
    const listed = morsels.map(({ morsel, common }) => withCommon(morsel, common));
    const list = shareMorsels(streaming, listed, members);
    this.#shared.push(list);
    this.#areFewLeft = false;
    this.#isFinishSaid = isLast;
    const further = Math.max(0, Math.min(morsels.length, members - this.#tasks.length));
    const finish = { combine: this.#isCombinedBy(this.#tasks.length + further) };
    const given: GivenList = { list, ...(isLast ? { finish } : {}) };
    this.#sendAll({ kind: "list", given });
    for (let count = 0; count < further; count++) this.#openTask([], given);
  }

  /** All tasks have ended. */
  #freeLists(): void {
    for (const list of this.#shared) freeShared(this.#context.streaming, list);
    for (const release of this.#releases) release();
  }

  #isCombinedBy(tasks: number): boolean {
    return this.#options.isOnly && tasks === 1;
  }

  #sendAll(command: TaskCommand): void {
    for (const { open, isEnded } of this.#tasks) if (!isEnded) open.send(command);
  }

  async #giveOneByOne(feed: MorselFeed): Promise<void> {
    for (let task = await this.#freeTask(); task !== undefined; task = await this.#freeTask()) {
      const next = await feed.next();
      if (next === undefined || this.#context.control.error !== undefined) return;
      if (task === "new") this.#openTask([next]);
      else task.open.send({ kind: "morsels", morsels: this.#numbered(task, [next]) });
    }
  }

  #numbered(task: GivenMorsels, morsels: readonly PendingMorsel[]): readonly NumberedMorsel[] {
    return morsels.map(({ morsel, common, release }): NumberedMorsel => {
      const number = this.#options.nextMorsel();
      task.morsels.set(number, release);
      if (common === undefined || common === task.common) return { number, morsel };
      task.common = common;
      return { number, morsel, common };
    });
  }

  /** A task that can take a morsel, waiting for one; undefined when no further morsel is wanted. */
  async #freeTask(): Promise<Running | "new" | undefined> {
    for (;;) {
      if (!this.#wantsMorsels) return undefined;
      const [idlest] = this.#usable().toSorted((left, right) => left.morsels.size - right.morsels.size);
      if (idlest?.morsels.size === 0) return idlest;
      if (this.#freeMember() !== undefined) return "new";
      if (idlest !== undefined && idlest.morsels.size < MOST_UNDER_WAY) return idlest;
      await this.#sleep();
    }
  }

  get #wantsMorsels(): boolean {
    const { control, output } = this.#context;
    if (control.error !== undefined || this.#isSatisfied) return false;
    return "state" in this.#options.sink || output.isWanted;
  }

  /** The tasks on members that still take work. An ordered pipeline stays with the one it began with. */
  #usable(): readonly Running[] {
    if (this.#options.pipeline.ordered || this.#isSmall) return this.#tasks;
    const members = this.#context.crew.members();
    return this.#tasks.filter(({ member }) => members.includes(member));
  }

  /** The member with the least to do that has no task of this pipeline, if it may have another. */
  #freeMember(): number | undefined {
    const { crew } = this.#context;
    if ((this.#options.pipeline.ordered || this.#isSmall) && this.#tasks.length > 0) return undefined;
    if (this.#isSmall) return crew.here;
    const free = crew.members().filter((number) => this.#tasks.every(({ member }) => member !== number));
    if (free.length === 0) crew.grow();
    return free.toSorted((left, right) => crew.load(left) - crew.load(right))[0];
  }

  /** With its first morsels: one message says both. */
  #openTask(first: readonly PendingMorsel[], list?: GivenList): void {
    const { crew, query } = this.#context;
    const { pipeline, sink, states } = this.#options;
    const member = this.#freeMember();
    if (member === undefined) throw internal("a pipeline has more tasks than the crew has members");
    const given: GivenMorsels = { morsels: new Map(), common: undefined };
    const work: PipelineWork = {
      kind: "pipeline",
      source: pipeline.source,
      transforms: pipeline.transforms,
      sink,
      states: statesReadBy(pipeline, states),
      credit: CREDIT,
      morsels: this.#numbered(given, first),
      ...(list === undefined ? {} : { list }),
    };
    const task: Running = {
      ...given,
      member,
      isEnded: false,
      open: crew.open(member, query, work, (report) => this.#hearSafely(task, report)),
    };
    this.#tasks.push(task);
  }

  /** Reports arrive in turns of the event loop: what goes wrong here must end the query, not the process. */
  #hearSafely(task: Running, report: Report): void {
    try {
      this.#hear(task, report);
    } catch (thrown) {
      this.#context.control.fail(thrown);
    }
  }

  #hear(task: Running, report: Report): void {
    const { control, output } = this.#context;
    switch (report.kind) {
      case "output":
        output.put(report.morsel, report.output, () => {
          if (!task.isEnded) task.open.send({ kind: "credit" });
        });
        return;
      case "morsels-done":
        for (const morsel of report.morsels) this.#endMorsel(task, morsel);
        if (this.#topKey !== undefined) this.#keyBound = tighter(this.#topKey, this.#keyBound, report.keyBound);
        break;
      case "satisfied":
        this.#isSatisfied = true;
        for (const list of this.#shared) dropMorsels(this.#context.streaming.arena, list);
        break;
      case "few-left":
        this.#areFewLeft = true;
        break;
      case "finished":
        task.isEnded = true;
        for (const morsel of report.morsels ?? []) this.#endMorsel(task, morsel);
        this.#finished(report);
        break;
      case "failed":
        task.isEnded = true;
        control.fail(FfqError.fromData(report.error));
        break;
      case "aborted":
        task.isEnded = true;
        break;
      case "phase-done":
      case "copied":
        throw internal(`a pipeline's task reported ${report.kind}`);
    }
    this.#wake?.();
  }

  #endMorsel(task: Running, morsel: number): void {
    task.morsels.get(morsel)?.();
    task.morsels.delete(morsel);
    if (!("state" in this.#options.sink)) this.#context.output.endMorsel(morsel);
  }

  #finished({ state, measures, combined, left }: Extract<Report, { kind: "finished" }>): void {
    const { pipeline, sinkNode, onLeft } = this.#options;
    if (left !== undefined) onLeft(left);
    this.#parts.push(state);
    this.#isCombined = combined !== undefined;
    for (const measure of combined ?? []) this.#context.measure(sinkNode, measure);
    for (const [position, measure] of measures.entries()) {
      const node = pipeline.nodes[position];
      if (node !== undefined) this.#context.measure(node, measure);
      else this.#context.measure(sinkNode, { ...measure, rows: 0, batches: 0 });
    }
  }

  #abort(): void {
    for (const task of this.#tasks) if (!task.isEnded) task.open.send({ kind: "abort" });
    this.#wake?.();
  }

  async #sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}

/** Those that operators attach to; spools' rows arrive as morsels. */
export function statesReadBy({ source, transforms }: Pipeline<unknown>, states: States): ReadonlyMap<StateId, unknown> {
  const read = new Map<StateId, unknown>();
  for (const part of [source, ...transforms]) {
    if (!("state" in part) || part.kind === "spool" || part.kind === "working") continue;
    read.set(part.state, stateOf(states, part.state));
  }
  return read;
}
