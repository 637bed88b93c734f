// Runs the extension operators of a fragment: each one's inputs are fragments of their own whose results it reads, and
// what it gives comes into the rest of the fragment as rows of an exchange do, when they are asked for and no faster.
// So operators of extensions are outside of everything compiled, and nothing compiled knows of them. The rule: no more
// rows of an operator are in memory than the fragment is working on.
import type { RecordBatch } from "apache-arrow";
import type { Segment } from "../catalog/segment.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, internal, unsupported } from "../common/error.ts";
import { type CteId, StageId } from "../common/ids.ts";
import type { ArrivingRows, ExchangeReader } from "../exchange/exchange.ts";
import type { CustomOperatorInput } from "../operator/custom-operator.ts";
import { resultOf } from "../operator/output.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { mapChildren, nodesOf } from "../physical/tree.ts";
import { runSteps } from "../pipeline/driver.ts";
import type { DriverContext } from "../pipeline/driver-context.ts";
import { planPipelines } from "../pipeline/pipeline.ts";
import { storageOf } from "../type/storage.ts";
import { ResultQueue } from "./result-queue.ts";
import { SegmentLoader } from "./segment-loader.ts";

type ExtensionNode = Extract<PhysicalPlan, { readonly kind: "extension" }>;

export interface PreparedFragment {
  /** Without extension operators. */
  readonly plan: PhysicalPlan;
  /** Knows the exchanges that stand in their place. */
  readonly context: DriverContext;
  /** Resolves when nothing of the operators and their inputs runs any more. Never rejects. */
  ended(): Promise<void>;
}

/** Puts an exchange in the place of each operator; it runs when the first of its rows are wanted. */
export function withCustomOperators(root: PhysicalPlan, outer: DriverContext): PreparedFragment {
  const operators = new Map<StageId, OperatorRows>();
  const context: DriverContext = { ...outer, exchange: (stage) => operators.get(stage) ?? outer.exchange(stage) };
  const nodes = nodesOf(root);
  const stages = nodes.flatMap((node) => (node.kind === "exchange-read" ? [node.stage] : []));
  let next = Math.max(-1, ...stages) + 1;
  const made = new Map<PhysicalPlan, PhysicalPlan>();
  // Children stand behind their parents: from the end, they come first.
  for (const node of nodes.toReversed()) {
    const copy = mapChildren(node, (child) => made.get(child) ?? child);
    if (copy.kind !== "extension") {
      made.set(node, copy);
      continue;
    }
    const stage = StageId(next++);
    operators.set(stage, new OperatorRows(copy, context));
    made.set(node, { kind: "exchange-read", stage, fields: copy.fields, estimatedRows: copy.estimatedRows });
  }
  const ended = async (): Promise<void> => {
    await Promise.all([...operators.values()].map((rows) => rows.ended()));
  };
  return { plan: made.get(root) ?? root, context, ended };
}

/** Rows at which what an operator gave is handed on, at the latest. */
const MOST_ROWS = 65_536;

/** What one operator gives, as the rows of an exchange. */
class OperatorRows implements ExchangeReader {
  readonly #node: ExtensionNode;
  readonly #context: DriverContext;
  #rows: AsyncGenerator<ArrivingRows, void> | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(node: ExtensionNode, context: DriverContext) {
    this.#node = node;
    this.#context = context;
  }

  async next(): Promise<ArrivingRows | undefined> {
    this.#rows ??= this.#run();
    const { value } = await this.#rows.next();
    return value ?? undefined;
  }

  close(): void {
    const ended = this.#rows?.return();
    if (ended === undefined) return;
    ended.catch((thrown: unknown) => this.#context.control.fail(thrown));
    this.#ended = ended;
  }

  async ended(): Promise<void> {
    await Promise.allSettled([this.#ended]);
  }

  /** @throws FfqError of the operator or its inputs, MISSING_EXTENSION for one that is not known here */
  async *#run(): AsyncGenerator<ArrivingRows, void> {
    const { name, fields, inputs: plans } = this.#node;
    const { streaming, control } = this.#context;
    const inputs = plans.map((plan) => new OperatorInput(plan, this.#context));
    const types = fields.map(({ type }) => type);
    const loader = new SegmentLoader(() => streaming, types, false);
    let given = 0;
    try {
      const { batchOfArrow } = await import("../column/arrow-import.ts");
      for await (const batch of untilStopped(this.#call(inputs), control.signal)) {
        control.check();
        loader.add(checked(name, fields, batchOfArrow(batch)));
        // The first rows at once, then ever more at a time: whoever wants few does not wait for many.
        for (const segment of loader.take(Math.min(given, MOST_ROWS))) {
          given += segment.rows;
          yield arriving(segment);
        }
      }
      await Promise.all(inputs.map((input) => input.finish()));
      for (const segment of loader.take(0)) yield arriving(segment);
    } catch (thrown) {
      control.fail(thrown);
      throw FfqError.from(thrown);
    } finally {
      await Promise.allSettled(inputs.map((input) => input.finish()));
      loader.release();
    }
  }

  #call(inputs: readonly OperatorInput[]): AsyncIterable<RecordBatch> {
    const { name, payload, fields } = this.#node;
    const { control, partition, partitions, operators } = this.#context;
    const operator = operators?.(name);
    if (operator === undefined) {
      const of = { context: { operator: name } };
      throw new FfqError("MISSING_EXTENSION", `nothing here runs the operator ${name}`, of);
    }
    return operator({ payload, inputs, fields, partition, partitions, signal: control.signal });
  }
}

function arriving(segment: Segment): ArrivingRows {
  const { rows, columns } = segment;
  return { rows, pieces: [{ rows, columns }], release: () => segment.freeUnowned() };
}

/** A trap of an operator's own WebAssembly says nothing of the engine's memory. */
function throwForeign(thrown: unknown): never {
  throw thrown instanceof WebAssembly.RuntimeError ? internal(thrown.message, thrown) : thrown;
}

/** What an operator gives, until its query is stopped: one that does not notice, or hangs, is not waited for. */
async function* untilStopped<Value>(given: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  const iterator = given[Symbol.asyncIterator]();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(FfqError.from(signal.reason));
  stopped.promise.catch(() => undefined); // whoever waits is told
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  let isOpen = true;
  try {
    for (;;) {
      const next = await Promise.race([iterator.next().catch(throwForeign), stopped.promise]);
      if (next.done === true) {
        isOpen = false;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    const closed = isOpen ? iterator.return?.() : undefined;
    // Of one that hangs nobody will ever know how it ended.
    closed?.catch(() => undefined);
  }
}

/** @throws FfqError DATA for columns that the plan did not announce */
function checked(name: string, fields: readonly Field[], { rows, columns }: ResultBatch): ResultBatch {
  const said = fields.map(({ type }) => storageOf(type)).join();
  const given = columns.map(({ type }) => storageOf(type)).join();
  if (said !== given) {
    throw new FfqError("DATA", `the operator ${name} gave columns (${given}) instead of (${said})`, {
      sqlstate: "42804",
      context: { operator: name },
    });
  }
  const broken = columns.findIndex(({ nullCount }, at) => nullCount > 0 && fields[at]?.nullable === false);
  if (broken >= 0) {
    throw new FfqError("DATA", `the operator ${name} gave NULL in column ${fields[broken]?.name}, which has none`, {
      sqlstate: "22004",
      context: { operator: name },
    });
  }
  const typed = columns.map((column, at): ResultColumn => ({ ...column, type: fields[at]?.type ?? column.type }));
  return { rows, columns: typed };
}

/** The rows below an operator: run when they are asked for, and no faster. */
class OperatorInput implements CustomOperatorInput {
  readonly fields: readonly Field[];
  readonly #plan: PhysicalPlan;
  readonly #context: DriverContext;
  readonly #queue = new ResultQueue();
  #running: Promise<void> | undefined;

  constructor(plan: PhysicalPlan, context: DriverContext) {
    refuseOpenCtes(plan);
    this.fields = plan.fields;
    this.#plan = plan;
    this.#context = context;
  }

  get batches(): AsyncIterable<RecordBatch> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<RecordBatch> {
    const { arrowBatch, arrowSchema } = await import("../column/arrow-batch.ts");
    const schema = arrowSchema(this.fields);
    this.#running ??= this.#run();
    for (let output = await this.#queue.take(); output !== undefined; output = await this.#queue.take()) {
      yield arrowBatch(schema, resultOf(output));
    }
    await this.#running;
  }

  /** Wants no further rows, and waits for what still runs. @throws FfqError what running the input threw */
  async finish(): Promise<void> {
    if (this.#running === undefined) return;
    this.#queue.leave();
    while ((await this.#queue.take()) !== undefined);
    await this.#running;
  }

  /** Never rejects before it is awaited: whoever reads to the end is told. */
  #run(): Promise<void> {
    const { control } = this.#context;
    const forget = control.onStop(() => this.#queue.end());
    const context = { ...this.#context, output: this.#queue };
    const running = runSteps(
      context,
      planPipelines(this.#plan, { kind: "result", fields: this.fields }, context),
    ).finally(() => {
      this.#queue.end();
      forget();
    });
    running.catch(() => undefined);
    return running;
  }
}

/** Rows of a WITH are in the memory of the fragment that reads them: an operator's input is another one. */
function refuseOpenCtes(plan: PhysicalPlan): void {
  const nodes = nodesOf(plan);
  const defined = new Set<CteId>();
  for (const node of nodes) if (node.kind === "cte" || node.kind === "recursive-cte") defined.add(node.cte);
  if (nodes.some((node) => node.kind === "cte-scan" && !defined.has(node.cte))) {
    throw unsupported("an operator of an extension over a WITH query that is used elsewhere too");
  }
}
