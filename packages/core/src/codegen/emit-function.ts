// An IR function to a module with one exported function `run(start, end, block)`: loops over the rows
// [start, end) of a batch, reads columns and writes results at the addresses that the call block gives, and
// returns how many rows it wrote, or -1 with the failure's number and the row in the block. An update writes no rows:
// it answers how many it took.
import type { IrCall, IrFailure, IrFunction } from "../ir/ir.ts";
import { shareResults } from "../ir/share-results.ts";
import { BLOCK_SCRATCH, type BlockLayout } from "./call-block.ts";
import { countScratch, importCalls } from "./called-functions.ts";
import { type BlockParts, FunctionScope, type Tables } from "./function-scope.ts";
import { countsOf, outputsOf, rowWriterOf } from "./row-writer.ts";
import { type FunctionBody, I32, ModuleBuilder } from "./wasm-encoder.ts";

/** What the caller must know to run an emitted function. */
export interface EmittedFunction {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Failure number n is failures[n - 1]. */
  readonly failures: readonly IrFailure[];
  /** Calls that can fail, in the order of their numbers. */
  readonly calls: readonly IrCall[];
  readonly literals: readonly Uint8Array[];
  /** Row functions of the kernel library that the module imports. */
  readonly imports: readonly { readonly module: string; readonly name: string }[];
  readonly layout: BlockLayout;
}

/** Emits for shared or unshared memory. */
export function emitFunction(given: IrFunction, sharedMemory: boolean): EmittedFunction {
  const module = new ModuleBuilder({ sharedMemory });
  // A filter's later expressions are not evaluated for each row.
  const exprs = given.kind === "filter" ? given.exprs : shareResults(given.exprs);
  const fn = { ...given, exprs };
  for (const expr of exprs) importCalls(module, expr);
  const tables: Tables = { failures: [], calls: [], literals: [] };
  const parts = partsOf(fn);
  const params = [
    ["start", I32],
    ["end", I32],
    ["block", I32],
  ] as const;
  const write = (body: FunctionBody): void => writeLoop(fn, new FunctionScope(body, module, parts, tables));
  module.define("run", params, [I32], write, { exported: true });
  return {
    ...tables,
    bytes: module.encode(),
    imports: module.imports,
    layout: { ...parts, bytes: parts.literals + tables.literals.length * 8 },
  };
}

function partsOf(fn: IrFunction): BlockParts {
  const scratchSlots = fn.exprs.reduce((count, expr) => count + countScratch(expr), 0);
  const inputs = BLOCK_SCRATCH + scratchSlots * 16;
  const outputs = inputs + fn.inputs.length * 16;
  const counts = outputs + outputsOf(fn) * 16;
  return { inputs, outputs, counts, literals: counts + Math.ceil(countsOf(fn) / 2) * 8 };
}

function writeLoop(fn: IrFunction, scope: FunctionScope): void {
  const { body, row } = scope;
  const [start, end] = [body.param(0), body.param(1)];
  scope.openInputs(fn.inputs);
  const written = body.local("written", I32);
  const writer = rowWriterOf(fn, scope, written);
  body.get(start).set(row);
  body.named("rows").block().named("row").loop();
  body.get(row).get(end).op("i32.ge_s").branchIf(1);
  scope.loadSlots();
  writer.row();
  body.get(row).i32(1).op("i32.add").set(row).branch(0);
  body.op("end", "end");
  writer.finish();
  body.get(written);
}
