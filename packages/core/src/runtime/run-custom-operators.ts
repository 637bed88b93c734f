// Runs the extension operators of a fragment before the rest of it: each one's inputs are fragments of their own whose
// results it reads, and what it gives stands in the plan from then on as a table that is scanned. So operators of
// extensions are outside of everything compiled, and nothing compiled knows of them. The rule: the rows that an
// operator gave live in the task's memory, charged to it, until the fragment has ended.
import type { RecordBatch } from "apache-arrow";
import { MemoryTable, type TableSnapshot } from "../catalog/memory-table.ts";
import type { TableProvider, TableRef } from "../catalog/table-provider.ts";
import type { ResultBatch, ResultColumn } from "../column/result-batch.ts";
import type { Field } from "../column/vector.ts";
import { FfqError, unsupported } from "../common/error.ts";
import type { CteId } from "../common/ids.ts";
import type { CustomOperatorInput } from "../operator/custom-operator.ts";
import type { PhysicalPlan } from "../physical/plan.ts";
import { childrenOf, mapChildren } from "../physical/tree.ts";
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
  /** Knows the tables that stand in their place. */
  readonly context: DriverContext;
  /** Frees their rows. */
  release(): void;
}

export function hasCustomOperators(plan: PhysicalPlan): boolean {
  return nodesOf(plan).some(({ kind }) => kind === "extension");
}

/** @throws FfqError of an operator, MISSING_EXTENSION for one that is not known here */
export async function runCustomOperators(root: PhysicalPlan, outer: DriverContext): Promise<PreparedFragment> {
  const tables = new Map<TableRef, TableSnapshot>();
  const context: DriverContext = { ...outer, tables: (ref) => tables.get(ref)?.provider ?? outer.tables(ref) };
  const release = (): void => {
    for (const snapshot of tables.values()) snapshot.release();
    tables.clear();
  };
  const made = new Map<PhysicalPlan, PhysicalPlan>();
  try {
    // Children stand behind their parents: from the end, they are run first.
    for (const node of nodesOf(root).toReversed()) {
      const copy = mapChildren(node, (child) => made.get(child) ?? child);
      made.set(node, copy.kind === "extension" ? await runOne(copy, context, tables) : copy);
    }
    return { plan: made.get(root) ?? root, context, release };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

async function runOne(
  node: ExtensionNode,
  context: DriverContext,
  tables: Map<TableRef, TableSnapshot>,
): Promise<PhysicalPlan> {
  const { name, fields, estimatedRows } = node;
  const snapshot = await rowsOf(node, context);
  const ref: TableRef = { provider: "extension", name, spec: undefined };
  const { provider } = snapshot;
  tables.set(ref, { ...snapshot, provider: { ...provider, ref, plan: wholly(provider) } });
  return { kind: "scan", table: ref, columns: fields.map((_, at) => at), filters: [], fields, estimatedRows };
}

/** All the rows are this task's: they are not shared out once more. */
function wholly(provider: TableProvider): TableProvider["plan"] {
  return (request) => {
    const scan = provider.plan(request);
    return { ...scan, morsels: (context) => scan.morsels({ ...context, partition: 0, partitions: 1 }) };
  };
}

async function rowsOf(node: ExtensionNode, context: DriverContext): Promise<TableSnapshot> {
  const { name, payload, fields } = node;
  const { region, control, partition, partitions } = context;
  const operator = context.operators?.(name);
  if (operator === undefined) {
    throw new FfqError("MISSING_EXTENSION", `nothing here runs the operator ${name}`, { context: { operator: name } });
  }
  const inputs = node.inputs.map((input) => new OperatorInput(input, context));
  const loader = new SegmentLoader(
    region.arena,
    region,
    fields.map(({ type }) => type),
  );
  try {
    const { signal } = control;
    const { batchOfArrow } = await import("../column/arrow-import.ts");
    const given = operator({ payload, inputs, fields, partition, partitions, signal });
    for await (const batch of untilStopped(given, signal)) {
      control.check();
      loader.add(checked(name, fields, batchOfArrow(batch)));
    }
    await Promise.all(inputs.map((input) => input.finish()));
    return snapshotOf(name, fields, loader);
  } catch (thrown) {
    // What still runs of the inputs ends with the query.
    control.fail(thrown);
    await Promise.allSettled(inputs.map((input) => input.finish()));
    throw FfqError.from(thrown);
  } finally {
    loader.release();
  }
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
      const next = await Promise.race([iterator.next(), stopped.promise]);
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

function snapshotOf(name: string, fields: readonly Field[], loader: SegmentLoader): TableSnapshot {
  const table = new MemoryTable(name, fields);
  table.replace(loader.finish());
  const snapshot = table.snapshot();
  table.replace([]); // the snapshot alone holds the rows
  return snapshot;
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
    for (let batch = await this.#queue.take(); batch !== undefined; batch = await this.#queue.take()) {
      yield arrowBatch(schema, batch);
    }
    await this.#running;
  }

  /** Reads on to the end, for nobody. @throws FfqError what running the input threw */
  async finish(): Promise<void> {
    if (this.#running === undefined) return;
    while ((await this.#queue.take()) !== undefined);
    await this.#running;
  }

  /** Never rejects before it is awaited: whoever reads to the end is told. */
  #run(): Promise<void> {
    const { control } = this.#context;
    const forget = control.onStop(() => this.#queue.end());
    const context = { ...this.#context, output: this.#queue };
    const running = runSteps(context, planPipelines(this.#plan, { kind: "result", fields: this.fields })).finally(
      () => {
        this.#queue.end();
        forget();
      },
    );
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

/** All operators, each before what it reads. */
function nodesOf(root: PhysicalPlan): readonly PhysicalPlan[] {
  const nodes: PhysicalPlan[] = [];
  const left = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    nodes.push(node);
    left.push(...childrenOf(node));
  }
  return nodes;
}
