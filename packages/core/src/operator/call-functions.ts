// Runs functions of the program over the batches of their input: as an operator of extensions, on the caller's thread,
// whole columns at a time. What a function gives is checked before it becomes a column, and what it throws is an error
// of the query that names it.
import type { Data, DataType, RecordBatch, Schema, Vector } from "apache-arrow";
import type { Field } from "../column/vector.ts";
import { FfqError } from "../common/error.ts";
import { type CustomFunction, customKey, type FunctionResult } from "../function/custom-function.ts";
import { readCalls } from "../physical/function-calls.ts";
import { printType } from "../type/logical-type.ts";
import type { CustomOperator, CustomOperatorCall } from "./custom-operator.ts";

/** Undefined: there is no function of that key here. */
export type FindFunction = (key: string) => CustomFunction | undefined;

interface OpenCall {
  readonly called: CustomFunction;
  readonly args: readonly number[];
  readonly field: Field;
}

/** The operator that physical/function-calls.ts names. */
export function callFunctions(find: FindFunction): CustomOperator {
  return (call) => callEach(find, call);
}

async function* callEach(find: FindFunction, call: CustomOperatorCall): AsyncGenerator<RecordBatch> {
  const { payload, inputs, fields } = call;
  const [input] = inputs;
  const named = readCalls(payload);
  const calls = named.map(({ overload, args }, at): OpenCall => {
    const called = find(overload);
    const field = fields[fields.length - named.length + at];
    if (called !== undefined && field !== undefined) return { called, args, field };
    throw new FfqError("MISSING_EXTENSION", `nothing here has the function ${overload}`, {
      sqlstate: "42883",
      hint: "Register it where the query runs: on workers with --register ./module.js.",
      context: { function: overload },
    });
  });
  const arrow = await import("apache-arrow");
  const { arrowSchema } = await import("../column/arrow-type.ts");
  const schema = arrowSchema(fields);
  for await (const batch of input?.batches ?? []) {
    const children = [...batch.data.children];
    for (const open of calls) children.push(await columnOf(arrow, open, batch, schema, children.length));
    yield batchOf(arrow, schema, batch.numRows, children);
  }
}

type Arrow = typeof import("apache-arrow");

function batchOf(
  { makeData, RecordBatch, Struct }: Arrow,
  schema: Schema,
  length: number,
  children: Data[],
): RecordBatch {
  const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
  // The constructor merges fields of the same name.
  return Object.defineProperty(new RecordBatch(schema, data), "schema", { value: schema });
}

async function columnOf(
  arrow: Arrow,
  { called, args, field }: OpenCall,
  batch: RecordBatch,
  { fields }: Schema,
  position: number,
): Promise<Data> {
  const vectors = args.map((at) => batch.getChildAt(at) as Vector);
  const given = await callOne(called, vectors, batch.numRows);
  const type: DataType = (fields[position] as Schema["fields"][number]).type;
  const said = printed(type);
  const { length } = given;
  if (length !== batch.numRows) throw misfit(called, `${length} values for ${batch.numRows} rows`);
  if (!(given instanceof arrow.Vector)) return dataOf(arrow, given, type);
  const was = printed(given.type);
  if (was !== said) throw misfit(called, `a column of ${was} instead of ${said}, which is ${printType(field.type)}`);
  return given.data.length === 1 ? single(given) : single(arrow.vectorFromArray([...given], type));
}

/** A typed array of just that type is the column's bytes; any other array is read value by value. */
function dataOf({ makeVector, vectorFromArray }: Arrow, values: ArrayLike<unknown>, type: DataType): Data {
  if (ArrayBuffer.isView(values) && !(values instanceof DataView)) {
    const vector = makeVector(values as Int32Array);
    if (printed(vector.type) === printed(type)) return single(vector);
  }
  return single(vectorFromArray(arrayOf(values), type));
}

/** Arrow's own name for it. */
const printed = (type: { toString(): string }): string => type.toString();

async function callOne(called: CustomFunction, vectors: readonly Vector[], rows: number): Promise<FunctionResult> {
  try {
    return await called.call(vectors, rows);
  } catch (thrown) {
    if (thrown instanceof FfqError) throw thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new FfqError("DATA", `function ${customKey(called)}: ${message}`, { sqlstate: "38000" }, thrown);
  }
}

function single({ data: [only] }: Vector): Data {
  if (only !== undefined) return only;
  throw new FfqError("DATA", "a function gave a column without rows", { sqlstate: "39000" });
}

const arrayOf = (values: ArrayLike<unknown>): unknown[] => Array.from(values, (value) => value ?? null);

function misfit(called: CustomFunction, what: string): FfqError {
  return new FfqError("DATA", `function ${customKey(called)} gave ${what}`, { sqlstate: "39000" });
}
