// Compiled calls of row functions against PostgreSQL's answers: the facts of function/ become columns, so that
// each overload and cast runs over batches, with NULLs, through indexes, in shared and unshared memory, with byte
// heaps that fill up. What fails must fail with the same error as in the interpreter.
import assert from "node:assert/strict";
import { test } from "node:test";
import { usedBytes } from "../arena/allocator.ts";
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import type { Vector } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import type { PhysicalExpr } from "../expr/expr.ts";
import { type Answer, callOf, constantOf, readFacts, typeNamed } from "../function/facts.fixture.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { parseLiteral } from "../function/literal.ts";
import { kernelLibrary } from "../kernel/library.ts";
import type { Datum } from "../type/datum.ts";
import { type LogicalType, TEXT } from "../type/logical-type.ts";
import type { EvaluationContext } from "./batch-function.ts";
import { layColumn, readColumn } from "./columns.fixture.ts";
import { Compiler } from "./compile.ts";
import { Projection } from "./projection.ts";

interface Case extends Answer {
  readonly args: readonly (readonly [string, string | null])[];
}

/** Facts that are one expression over different values. */
interface Group {
  readonly name: string;
  readonly types: readonly LogicalType[];
  readonly cases: Case[];
  readonly make: (args: readonly PhysicalExpr[]) => PhysicalExpr;
}

interface CallFact extends Answer {
  readonly f: string;
  readonly args: readonly (readonly [string, string | null])[];
}

interface CastFact extends Answer {
  readonly from: string;
  readonly value: string | null;
  readonly to: string;
}

const groups = new Map<string, Group>();

function add(name: string, fact: Case, make: Group["make"]): void {
  let group = groups.get(name);
  if (group === undefined) {
    group = { name, types: fact.args.map(([type]) => typeNamed(type)), cases: [], make };
    groups.set(name, group);
  }
  group.cases.push(fact);
}

for (const fact of readFacts<CallFact>(new URL("../function/scalar/scalar.facts.jsonl", import.meta.url))) {
  const isOperator = /^\W/.test(fact.f);
  const name = `${fact.f}(${fact.args.map(([type]) => type).join()})`;
  add(name, fact, (args) => callOf(fact.f, args, isOperator));
}
for (const fact of readFacts<CallFact>(new URL("../function/scalar/arithmetic.facts.jsonl", import.meta.url))) {
  const { f, args } = fact;
  // The last digit of doubles is the interpreter's test's business.
  if (args.some(([type]) => type === "float8") && !/^[-+*/=<>@]/.test(f)) continue;
  const types = args.map(([type]) => type).join();
  add(`${f}(${types})`, fact, (inputs) => callOf(f, inputs, /^\W/.test(f)));
}
for (const { from, value, to, ...answer } of readFacts<CastFact>(
  new URL("../function/cast/cast.facts.jsonl", import.meta.url),
)) {
  add(`${from} as ${to}`, { args: [[from, value]], ...answer }, ([input]) => ({
    kind: "cast",
    input: input as PhysicalExpr,
    type: typeNamed(to),
    form: "explicit",
  }));
}

function asText(input: PhysicalExpr): PhysicalExpr {
  return input.type.kind === "text" ? input : { kind: "cast", input, type: TEXT, form: "explicit" };
}

function contextOver(arena: Arena, batchRows: number): EvaluationContext {
  return {
    arena,
    region: Region.create(arena, Budget.create(arena)),
    compiler: new Compiler(arena, kernelLibrary(arena)),
    functions: evaluationFunctions(),
    batchRows,
  };
}

/** The value of each case's argument; a text that is no value of its type is not a case here. */
function datumsOf({ types }: Group, { args }: Case): Datum[] | undefined {
  try {
    return args.map(([, text], position) =>
      text === null ? null : parseLiteral(text, types[position] as LogicalType),
    );
  } catch (thrown) {
    if (FfqError.from(thrown).code === "INTERNAL") throw thrown;
    return undefined;
  }
}

const inputs = ({ types }: Group): PhysicalExpr[] => types.map((type, index) => ({ kind: "input", index, type }));

/** All cases that have a value, as batches of that many rows. */
function checkValues(context: EvaluationContext, group: Group, batchRows: number, indexed: boolean): void {
  const { region, arena } = context;
  const cases = group.cases.flatMap((fact) => {
    const datums = fact.fails === undefined ? datumsOf(group, fact) : undefined;
    return datums === undefined ? [] : [{ datums, is: fact.is }];
  });
  const projection = new Projection(context, [asText(group.make(inputs(group)))]);
  for (let start = 0; start < cases.length; start += batchRows) {
    const part = cases.slice(start, start + batchRows);
    const columns = group.types.map((type, position) =>
      layColumn(
        region,
        type,
        part.map(({ datums }) => datums[position] as Datum),
        { indexed },
      ),
    );
    const [result] = projection.evaluate({ rows: part.length, columns });
    const label = `${group.name} rows ${start}.. indexed ${indexed}`;
    assert.deepEqual(
      readColumn(arena, result as Vector, part.length),
      part.map(({ is }) => is),
      label,
    );
  }
  projection.close();
}

/** Each case that fails, behind rows that do not. */
function checkFailures(context: EvaluationContext, group: Group): void {
  const sound = group.cases.find((fact) => fact.fails === undefined && datumsOf(group, fact) !== undefined);
  for (const fact of group.cases) {
    const datums = fact.fails === undefined ? undefined : datumsOf(group, fact);
    if (datums === undefined) continue;
    const rows = sound === undefined ? [datums] : [datumsOf(group, sound) as Datum[], datums];
    const columns = group.types.map((type, position) =>
      layColumn(
        context.region,
        type,
        rows.map((row) => row[position] as Datum),
        { indexed: false },
      ),
    );
    const projection = new Projection(context, [group.make(inputs(group))]);
    const message = fact.says?.replace(/convert (NaN|infinity) to/, "convert NaN or infinity to");
    assert.throws(
      () => projection.evaluate({ rows: rows.length, columns }),
      { name: "FfqError", code: "DATA", sqlstate: fact.fails, message, context: { batchRow: rows.length - 1 } },
      JSON.stringify(fact),
    );
    projection.close();
  }
}

for (const shared of [true, false]) {
  test(`calls and casts over columns, ${shared ? "shared" : "unshared"} memory`, () => {
    const arena = Arena.create({ shared, initialBytes: 4 << 20 });
    const before = usedBytes(arena);
    const context = contextOver(arena, 64);
    for (const group of groups.values()) {
      checkValues(context, group, 64, false);
      checkValues(context, group, 7, true);
      checkFailures(context, group);
      context.region.freeAll();
    }
    assert.ok(groups.size > 200, `only ${groups.size} expressions`);
    context.region.release();
    assert.ok(usedBytes(arena) - before < 4096);
  });
}

test("a constant LIKE pattern gives what the same pattern in a column gives", () => {
  const arena = Arena.create({ initialBytes: 4 << 20 });
  const context = contextOver(arena, 64);
  for (const group of groups.values()) {
    if (!/~~\*?\(text,text\)$/.test(group.name)) continue;
    const patterns = new Set(group.cases.flatMap(({ args }) => args[1]?.[1] ?? []));
    for (const pattern of patterns) {
      const cases = group.cases.filter((fact) => fact.args[1]?.[1] === pattern);
      const texts = cases.map(({ args }) => args[0]?.[1] ?? null);
      const column = layColumn(context.region, TEXT, texts, { indexed: false });
      const [input] = inputs(group);
      const expr = group.make([input as PhysicalExpr, constantOf(TEXT, pattern)]);
      const projection = new Projection(context, [asText(expr)]);
      const [result] = projection.evaluate({ rows: texts.length, columns: [column] });
      assert.deepEqual(
        readColumn(arena, result as Vector, texts.length),
        cases.map(({ is }) => is),
        `${group.name} ${pattern}`,
      );
      projection.close();
    }
  }
});

test("a full byte heap makes the batch run again with a larger one", () => {
  for (const rows of [1, 63, 64, 65, 1000]) {
    const arena = Arena.create({ initialBytes: 4 << 20 });
    const context = contextOver(arena, rows);
    const texts = Array.from({ length: rows }, (_, row) => "x".repeat(row % 50));
    const column = layColumn(context.region, TEXT, texts, { indexed: false });
    const input: PhysicalExpr = { kind: "input", index: 0, type: TEXT };
    const before = usedBytes(arena);
    const expr = callOf("repeat", [input, constantOf({ kind: "int4" }, "100")], false);
    const projection = new Projection(context, [callOf("||", [expr, input], true)]);
    const [result] = projection.evaluate({ rows, columns: [column] });
    const expected = texts.map((text) => text.repeat(101));
    assert.deepEqual(readColumn(arena, result as Vector, rows), expected);
    projection.close();
    assert.equal(usedBytes(arena), before);
  }
});

test("a call that no row reaches does not fail", () => {
  const arena = Arena.create({ initialBytes: 4 << 20 });
  const context = contextOver(arena, 8);
  const column = layColumn(context.region, TEXT, ["1", "x", null, "2"], { indexed: false });
  const input: PhysicalExpr = { kind: "input", index: 0, type: TEXT };
  const cast: PhysicalExpr = { kind: "cast", input, type: { kind: "int4" }, form: "explicit" };
  const guarded: PhysicalExpr = {
    kind: "case",
    branches: [{ when: callOf("<", [input, constantOf(TEXT, "a")], true), then: cast }],
    otherwise: { kind: "constant", value: -1, type: { kind: "int4" } },
    type: { kind: "int4" },
  };
  const projection = new Projection(context, [guarded]);
  const [result] = projection.evaluate({ rows: 4, columns: [column] });
  assert.deepEqual(readColumn(arena, result as Vector, 4), [1, -1, -1, 2]);
  const unguarded = new Projection(context, [cast]);
  assert.throws(() => unguarded.evaluate({ rows: 4, columns: [column] }), {
    code: "DATA",
    sqlstate: "22P02",
    message: 'invalid input syntax for type integer: "x"',
    context: { batchRow: 1 },
  });
  // The failure was taken: the next batch does not see it.
  assert.deepEqual(
    readColumn(arena, projection.evaluate({ rows: 4, columns: [column] })[0] as Vector, 4),
    [1, -1, -1, 2],
  );
});
