// SQL's aggregate functions against what PostgreSQL 18.4 answered (function/aggregate/aggregate.facts.jsonl): each
// call becomes its accumulators, which run over batches on one and on two threads and through two phases, and
// ends in its final expression.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../arena/arena.ts";
import { Budget, Region } from "../../arena/region.ts";
import { layColumn, readColumn } from "../../codegen/columns.fixture.ts";
import { Compiler } from "../../codegen/compile.ts";
import { Projection } from "../../codegen/projection.ts";
import type { Batch, Vector } from "../../column/vector.ts";
import { FfqError } from "../../common/error.ts";
import type { PhysicalExpr } from "../../expr/expr.ts";
import { aggregateLookup } from "../../function/aggregate/resolve.ts";
import type { Accumulator } from "../../function/aggregate-registry.ts";
import { type Answer, readFacts, typeNamed } from "../../function/facts.fixture.ts";
import { builtinAggregates, evaluationFunctions } from "../../function/functions.ts";
import { parseLiteral } from "../../function/literal.ts";
import { kernelLibrary } from "../../kernel/library.ts";
import type { Datum } from "../../type/datum.ts";
import { type LogicalType, TEXT } from "../../type/logical-type.ts";
import type { TaskContext } from "../operator.ts";
import type { HashAggregateSpec } from "../spec.ts";
import { hashAggregate } from "./hash-aggregate.ts";

interface Fact extends Answer {
  readonly f: string;
  readonly types: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const facts = readFacts<Fact>(new URL("../../function/aggregate/aggregate.facts.jsonl", import.meta.url));
const registry = builtinAggregates();
const lookup = aggregateLookup(registry);

/** A call as binding and planning make it. */
interface Call {
  readonly types: readonly LogicalType[];
  readonly accumulators: readonly Accumulator[];
  readonly result: PhysicalExpr;
}

function callOf({ f, types: names }: Fact): Call {
  const types = names.map(typeNamed);
  const found = lookup.aggregate(f, types);
  assert.ok(found !== undefined, `${f}(${names.join()})`);
  const overload = registry.overload(found.overload);
  const args = types.map((type, index): PhysicalExpr => {
    const input: PhysicalExpr = { kind: "input", index, type };
    const kind = found.args[index] ?? "any";
    if (kind === "any" || kind === type.kind) return input;
    return { kind: "cast", input, type: { kind } as LogicalType, form: "implicit" };
  });
  const accumulators = overload.accumulators(args);
  const values = accumulators.map(({ type }, index): PhysicalExpr => ({ kind: "input", index, type }));
  const ended = overload.finish(values, found.result);
  assert.deepEqual(ended.type, found.result);
  const result: PhysicalExpr =
    ended.type.kind === "text" ? ended : { kind: "cast", input: ended, type: TEXT, form: "explicit" };
  return { types, accumulators, result };
}

function specOf({ types, accumulators }: Call, phase: HashAggregateSpec["phase"]): HashAggregateSpec {
  const fields = accumulators.map(({ operator, type }) => ({ name: operator, type, nullable: true }));
  const taken = types.map((type, at) => ({ name: `column${at}`, type, nullable: true }));
  return {
    kind: "hash-aggregate",
    inputFields: phase === "final" ? fields : taken,
    keys: [],
    accumulators: accumulators.map(({ operator, type, input }) => ({
      operator,
      type,
      ...(input === undefined || phase === "final" ? {} : { input }),
      distinct: false,
    })),
    phase,
    fields,
  };
}

/** Runs an aggregation over one list of batches per thread; what it gives goes to `take` before it is freed. */
function aggregate(
  context: TaskContext,
  spec: HashAggregateSpec,
  threads: readonly (readonly Batch[])[],
  take: (batch: Batch) => void,
): void {
  const states = threads.map((batches) => {
    const sink = hashAggregate.sink(spec, context);
    for (const batch of batches) sink.consume(batch);
    return sink.finish();
  });
  const combining = hashAggregate.combine(spec, context, states);
  let step = combining.next();
  while (step.done !== true) step = combining.next();
  for (const morsel of hashAggregate.morsels(spec, step.value)) {
    const source = hashAggregate.source(spec, context, step.value, morsel);
    for (let batch = source.next(); batch !== undefined; batch = source.next()) take(batch);
    source.close();
  }
  hashAggregate.release(spec, context, step.value);
}

/** The call's result over rows that are spread over threads, as text. */
function evaluate(context: TaskContext, fact: Fact, threads: number, isTwoPhase: boolean): string | null {
  const call = callOf(fact);
  const rows = fact.rows.map((row) =>
    row.map((text, at): Datum => (text === null ? null : parseLiteral(text, call.types[at] as LogicalType))),
  );
  const parts = Array.from({ length: threads }, (_, thread) => rows.filter((_row, at) => at % threads === thread));
  const batches = parts.map((part): Batch[] => [batchOf(context.region, call.types, part)]);
  const projection = new Projection(context, [call.result]);
  const answers: (string | null)[] = [];
  const end = (batch: Batch): void => {
    const [column] = projection.evaluate(batch);
    answers.push(...(readColumn(context.arena, column as Vector, batch.rows) as (string | null)[]));
  };
  if (isTwoPhase) {
    const final = hashAggregate.sink(specOf(call, "final"), context);
    for (const part of batches) {
      aggregate(context, specOf(call, "partial"), [part], (batch) => {
        final.consume(batch);
      });
    }
    const combining = hashAggregate.combine(specOf(call, "final"), context, [final.finish()]);
    let step = combining.next();
    while (step.done !== true) step = combining.next();
    for (const morsel of hashAggregate.morsels(specOf(call, "final"), step.value)) {
      const source = hashAggregate.source(specOf(call, "final"), context, step.value, morsel);
      for (let batch = source.next(); batch !== undefined; batch = source.next()) end(batch);
      source.close();
    }
    hashAggregate.release(specOf(call, "final"), context, step.value);
  } else {
    aggregate(context, specOf(call, "single"), batches, end);
  }
  projection.close();
  assert.equal(answers.length, 1);
  return answers[0] as string | null;
}

function batchOf(region: Region, types: readonly LogicalType[], rows: readonly (readonly Datum[])[]): Batch {
  return {
    rows: rows.length,
    columns: types.map((type, at) =>
      layColumn(
        region,
        type,
        rows.map((row) => row[at] as Datum),
        { indexed: false },
      ),
    ),
  };
}

/** Sums of doubles round by their order; statistics by their formula. */
function isNear(got: string | null, { is, types, f }: Fact): boolean {
  if (typeof is !== "string" || got === null || !types.some((type) => type.startsWith("float"))) return got === is;
  const [a, b] = [Number(got), Number(is)];
  const tolerance = types[0] === "float4" && f === "sum" ? 1e-6 : 1e-13;
  return got === is || Math.abs(a - b) <= tolerance * Math.abs(b);
}

const ways = {
  shared: [
    [1, false],
    [2, true],
  ],
  unshared: [[2, false]],
} as const;

for (const name of new Set(facts.map(({ f }) => f))) {
  test(`${name} as PostgreSQL`, () => {
    for (const shared of [true, false]) {
      const arena = Arena.create({ shared, initialBytes: 1 << 20 });
      const compiler = new Compiler(arena, kernelLibrary(arena));
      for (const fact of facts) {
        if (fact.f !== name) continue;
        for (const [threads, isTwoPhase] of ways[shared ? "shared" : "unshared"]) {
          const region = Region.create(arena, Budget.create(arena));
          const functions = evaluationFunctions();
          const context: TaskContext = { arena, region, compiler, functions, batchRows: 64, checkCancelled: () => {} };
          const label = `${JSON.stringify(fact)} ${threads} threads${isTwoPhase ? ", two phases" : ""}`;
          if (fact.fails === undefined) {
            const got = evaluate(context, fact, threads, isTwoPhase);
            assert.ok(isNear(got, fact), `${label}: ${got}`);
          } else {
            assert.throws(
              () => evaluate(context, fact, threads, isTwoPhase),
              (thrown: unknown) => thrown instanceof FfqError && thrown.sqlstate === fact.fails,
              label,
            );
          }
          region.release();
        }
      }
    }
  });
}
