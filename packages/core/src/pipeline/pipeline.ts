// Splits a plan at its breakers into pipelines. Pure: a plan in, plain data out. A pipeline is a source, the
// transforms that its rows pass, and the sink that takes them; all pipelines of one step share the step's sink
// (UNION ALL has several). Steps stand in an order in which each finds the state it reads.
//
// The walk uses a stack of its own: plans as deep as a user's query must not overflow this one's.
import { rangeOfTask } from "../catalog/scan-ranges.ts";
import type { Field } from "../column/vector.ts";
import { internal, unsupported } from "../common/error.ts";
import { PipelineId, type StateId } from "../common/ids.ts";
import { unreachable } from "../common/unreachable.ts";
import type { SinkSpec, SourceSpec, TransformSpec } from "../operator/pipeline-spec.ts";
import type { HashAggregateSpec, HashJoinSpec, NestedLoopJoinSpec, SortSpec, WindowSpec } from "../operator/spec.ts";
import type { PhysicalJoinKind, PhysicalPlan } from "../physical/plan.ts";
import { childrenOf } from "../physical/tree.ts";
import { withDecidingColumns } from "./deciding-columns.ts";
import { hoistFromLoop } from "./hoist.ts";
import { rowRangeOf } from "./row-range.ts";

type Of<Kind extends PhysicalPlan["kind"]> = Extract<PhysicalPlan, { kind: Kind }>;
type Join = Of<"hash-join"> | Of<"nested-loop-join">;

/** `Node`: what its measures are kept by; the plan's nodes, or their numbers on another thread. */
export interface Pipeline<Node = PhysicalPlan> {
  readonly id: PipelineId;
  readonly source: SourceSpec;
  readonly transforms: readonly TransformSpec[];
  /** The plan's node of the source, then of each transform: for statistics. */
  readonly nodes: readonly Node[];
  /** Pipelines of the same step that must have ended before. */
  readonly after: readonly PipelineId[];
  /** The source's order matters: one thread runs it, morsel by morsel. */
  readonly ordered: boolean;
}

export type Step<Node = PhysicalPlan> =
  | {
      readonly kind: "sink";
      readonly sink: SinkSpec;
      /** The plan's node of the sink. */
      readonly node: Node;
      readonly pipelines: readonly Pipeline<Node>[];
    }
  /** `base`, then `loop` as long as it adds rows; both end in a sink of kind recursion with this state. */
  | {
      readonly kind: "recursion";
      readonly state: StateId;
      readonly base: readonly Step<Node>[];
      readonly loop: readonly Step<Node>[];
      /** 0: no limit. */
      readonly mostRounds: number;
      /** With so many rows no further round is needed. */
      readonly rowLimit?: number;
    };

type Work =
  | { readonly kind: "visit"; readonly node: PhysicalPlan }
  | { readonly kind: "leave"; readonly node: PhysicalPlan }
  | { readonly kind: "spool"; readonly node: Of<"cte"> }
  | { readonly kind: "build"; readonly node: Join }
  | { readonly kind: "base"; readonly node: Of<"recursive-cte"> }
  | { readonly kind: "loop"; readonly node: Of<"recursive-cte"> };

/** Which of a stage's tasks runs the plan. */
export interface TaskNumber {
  readonly partition: number;
  readonly partitions: number;
}

/** The steps of a plan whose rows end in `sink`. @param task absent: of all tasks, to be shown */
export function planPipelines(plan: PhysicalPlan, sink: SinkSpec, task?: TaskNumber): readonly Step[] {
  return new Splitter(task).split(plan, sink);
}

class Splitter {
  /** Innermost last: the steps of the plan, and of each recursion's part that is being split. */
  readonly #scopes: Step[][] = [[]];
  /** Recursions whose step is being split: their cte-scans read the working rows. */
  readonly #looping = new Set<StateId>();
  /** The open pipelines of each node that was left and not yet taken by its parent. */
  readonly #open: (readonly Pipeline[])[] = [];
  readonly #task: TaskNumber | undefined;
  #nextId = 0;

  constructor(task: TaskNumber | undefined) {
    this.#task = task;
  }

  split(plan: PhysicalPlan, sink: SinkSpec): readonly Step[] {
    const work: Work[] = [{ kind: "visit", node: plan }];
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      if (item.kind === "visit") work.push(...expand(item.node).toReversed());
      else this.#do(item);
    }
    this.#end(sink, plan);
    return this.#scopes[0] as Step[];
  }

  #do(item: Exclude<Work, { kind: "visit" }>): void {
    switch (item.kind) {
      case "leave":
        this.#leave(item.node);
        return;
      case "spool":
        this.#end({ kind: "spool", state: item.node.state, fields: item.node.definition.fields }, item.node);
        return;
      case "build":
        this.#build(item.node);
        return;
      case "base":
        this.#scopes.push([]);
        return;
      case "loop":
        this.#end(recursionSink(item.node), item.node);
        this.#scopes.push([]);
        this.#looping.add(item.node.state);
        return;
      default:
        unreachable(item);
    }
  }

  get #steps(): Step[] {
    return this.#scopes.at(-1) as Step[];
  }

  #take(): readonly Pipeline[] {
    const open = this.#open.pop();
    if (open === undefined) throw internal("a plan node has no input");
    return open;
  }

  /** Ends the last open pipelines in a sink. */
  #end(sink: SinkSpec, node: PhysicalPlan): void {
    const open = this.#take().map((pipeline) => withDecidingColumns(pipeline, sink));
    const pipelines = sink.kind === "result" ? open.map((pipeline) => inAnyOrder(pipeline)) : open;
    this.#steps.push({ kind: "sink", sink, node, pipelines });
  }

  #source(source: SourceSpec, node: PhysicalPlan, ordered = false): Pipeline {
    return { id: PipelineId(this.#nextId++), source, transforms: [], nodes: [node], after: [], ordered };
  }

  #transform(node: PhysicalPlan, transform: TransformSpec): void {
    const extended = this.#take().map((pipeline) => ({
      ...pipeline,
      transforms: [...pipeline.transforms, transform],
      nodes: [...pipeline.nodes, node],
    }));
    this.#open.push(extended);
  }

  /** A task's values: reading leaves out what it can, the scan the rest. */
  #scan(node: Of<"scan">): void {
    const { table, columns, filters, whole = false, ranges } = node;
    const source = { kind: "scan", table, columns, filters, whole } as const;
    if (ranges === undefined || this.#task === undefined) {
      this.#open.push([this.#source(source, node)]);
      return;
    }
    const range = rangeOfTask(ranges, this.#task.partition, this.#task.partitions);
    this.#open.push([this.#source({ ...source, range, rowRange: rowRangeOf(node, range) }, node)]);
  }

  #leave(node: PhysicalPlan): void {
    switch (node.kind) {
      case "scan":
        this.#scan(node);
        return;
      case "values":
        this.#open.push([this.#source({ kind: "values", fields: node.fields, rows: node.rows }, node, true)]);
        return;
      case "table-function":
        this.#tableFunction(node);
        return;
      case "filter":
        this.#transform(node, { kind: "filter", predicate: node.predicate });
        return;
      case "project":
        this.#transform(node, { kind: "project", exprs: node.exprs });
        return;
      case "hash-aggregate":
      case "sort":
      case "window":
        this.#breaker(node);
        return;
      case "hash-join":
      case "nested-loop-join":
        this.#probe(node);
        return;
      case "limit": {
        const { state, limit, offset } = node;
        this.#transform(node, { kind: "limit", state, offset, ...(limit === undefined ? {} : { limit }) });
        return;
      }
      case "distinct-on":
        this.#transform(node, { kind: "distinct-on", fields: node.fields, keys: node.keys });
        return;
      case "repeat":
        this.#transform(node, { kind: "repeat", count: node.count });
        return;
      case "union-all": {
        const inputs = node.inputs.map(() => this.#take()).toReversed();
        this.#open.push(inputs.flat());
        return;
      }
      case "cte":
        return; // Its definition ended in the spool; what is open is its body's.
      case "cte-scan":
        this.#open.push([this.#source(this.#cteSource(node), node)]);
        return;
      case "recursive-cte":
        this.#recursion(node);
        return;
      case "exchange-read":
        this.#open.push([this.#source({ kind: "exchange-read", stage: node.stage }, node)]);
        return;
      case "exchange":
        throw internal("an exchange inside a fragment");
      case "extension":
        throw unsupported(`the operator ${node.name}`);
      default:
        unreachable(node);
    }
  }

  #tableFunction(node: Of<"table-function">): void {
    const { overload, args, fields, input } = node;
    if (input !== undefined) this.#transform(node, { kind: "table-function", call: { overload, args, fields } });
    else this.#open.push([this.#source({ kind: "table-function", call: { overload, args, fields } }, node, true)]);
  }

  #breaker(node: Of<"hash-aggregate"> | Of<"sort"> | Of<"window">): void {
    const { state } = node;
    const spec = specOf(node);
    this.#end({ kind: spec.kind, state, spec } as SinkSpec, node);
    this.#open.push([this.#source({ kind: "state", state, spec }, node, spec.kind === "sort")]);
  }

  #build(node: Join): void {
    const { state } = node;
    if (node.kind === "hash-join") this.#end({ kind: "hash-join-build", state, spec: hashJoinSpec(node) }, node);
    else this.#end({ kind: "nested-loop-build", state, spec: nestedLoopSpec(node) }, node);
  }

  #probe(node: Join): void {
    const { state } = node;
    if (node.kind === "hash-join") {
      const spec = hashJoinSpec(node);
      this.#transform(node, { kind: "hash-join", state, spec });
      this.#unmatched(node, { kind: "unmatched", state, spec });
    } else {
      const spec = nestedLoopSpec(node);
      this.#transform(node, { kind: "nested-loop-join", state, spec });
      this.#unmatched(node, { kind: "unmatched", state, spec });
    }
  }

  #unmatched(node: Join, source: SourceSpec): void {
    if (!emitsBuildRows(node.join)) return;
    const probes = this.#take();
    const unmatched = { ...this.#source(source, node), after: probes.map(({ id }) => id) };
    this.#open.push([...probes, unmatched]);
  }

  #cteSource(node: Of<"cte-scan">): SourceSpec {
    const { state, columns } = node;
    return { kind: this.#looping.has(state) ? "working" : "spool", state, columns };
  }

  #recursion(node: Of<"recursive-cte">): void {
    const { state } = node;
    this.#end(recursionSink(node), node);
    const loop = this.#scopes.pop() as Step[];
    const base = this.#scopes.pop() as Step[];
    this.#looping.delete(state);
    const { once, repeated } = hoistFromLoop(loop, state);
    const { mostRounds, rowLimit } = node;
    const limits = { mostRounds, ...(rowLimit === undefined ? {} : { rowLimit }) };
    this.#steps.push(...once, { kind: "recursion", state, base, loop: repeated, ...limits });
    const columns = node.fields.map((_, position) => position);
    this.#open.push([this.#source({ kind: "spool", state, columns }, node)]);
  }
}

/** Results are put out in the order of their morsels: sorted rows that pass one by one may do so on any thread. */
function inAnyOrder(pipeline: Pipeline): Pipeline {
  const { source, transforms } = pipeline;
  const isSorted = source.kind === "state" && source.spec.kind === "sort";
  const passOneByOne = transforms.every(({ kind }) => kind === "filter" || kind === "project");
  return isSorted && passOneByOne ? { ...pipeline, ordered: false } : pipeline;
}

/** What visiting a node comes to, in order. */
function expand(node: PhysicalPlan): readonly Work[] {
  const visit = (child: PhysicalPlan): Work => ({ kind: "visit", node: child });
  const leave: Work = { kind: "leave", node };
  switch (node.kind) {
    case "cte":
      return [visit(node.definition), { kind: "spool", node }, visit(node.body), leave];
    case "recursive-cte":
      return [{ kind: "base", node }, visit(node.base), { kind: "loop", node }, visit(node.step), leave];
    case "hash-join":
    case "nested-loop-join":
      return [visit(node.build), { kind: "build", node }, visit(node.probe), leave];
    default:
      return [...childrenOf(node).map(visit), leave];
  }
}

/** Joins that put out build rows after all probe rows have been seen. */
export function emitsBuildRows(join: PhysicalJoinKind): boolean {
  return join === "right" || join === "full" || join === "right-semi" || join === "right-anti";
}

function recursionSink({ state, fields, distinct }: Of<"recursive-cte">): SinkSpec {
  return { kind: "recursion", state, fields, distinct };
}

function aggregateSpec(node: Of<"hash-aggregate">): HashAggregateSpec {
  const { kind, keys, accumulators, phase, groupingSets, fields, input } = node;
  const sets = groupingSets === undefined ? {} : { groupingSets };
  return { kind, inputFields: input.fields, keys, accumulators, phase, fields, ...sets };
}

function specOf(node: Of<"hash-aggregate"> | Of<"sort"> | Of<"window">): HashAggregateSpec | SortSpec | WindowSpec {
  switch (node.kind) {
    case "hash-aggregate":
      return aggregateSpec(node);
    case "sort":
      return sortSpec(node);
    case "window":
      return windowSpec(node);
    default:
      return unreachable(node);
  }
}

function windowSpec({ kind, input, partitionBy, orderBy, steps, rankLimit }: Of<"window">): WindowSpec {
  const limit = rankLimit === undefined ? {} : { rankLimit };
  return { kind, inputFields: input.fields, partitionBy, orderBy, steps, ...limit };
}

function sortSpec({ kind, keys, limit, fields }: Of<"sort">): SortSpec {
  return { kind, fields, keys, ...(limit === undefined ? {} : { limit }) };
}

function sides(node: Join): {
  readonly probeFields: readonly Field[];
  readonly buildFields: readonly Field[];
} {
  return { probeFields: node.probe.fields, buildFields: node.build.fields };
}

function hashJoinSpec(node: Of<"hash-join">): HashJoinSpec {
  const { kind, join, keys, residual, fields } = node;
  return { kind, join, ...sides(node), keys, fields, ...(residual === undefined ? {} : { residual }) };
}

function nestedLoopSpec(node: Of<"nested-loop-join">): NestedLoopJoinSpec {
  const { kind, join, predicate, fields } = node;
  return { kind, join, ...sides(node), fields, ...(predicate === undefined ? {} : { predicate }) };
}
