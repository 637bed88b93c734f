// An IR function to a module with one exported function `run(start, end, block)`: loops over the rows
// [start, end) of a batch, reads columns and writes results at the addresses that the call block gives, and
// returns how many rows it wrote, or -1 with the failure's number and the row in the block. An update writes no rows:
// it answers how many it took.
import type { IrCall, IrFailure, IrFunction } from "../ir/ir.ts";
import { shareResults } from "../ir/share-results.ts";
import { BLOCK_SCRATCH, type BlockLayout, KEPT_BYTES } from "./call-block.ts";
import { countKept, countScratch, importCalls } from "./called-functions.ts";
import { type CutLimits, cutHelpers } from "./cut-helpers.ts";
import { type BlockParts, FunctionScope, type ModuleParts, type Tables } from "./function-scope.ts";
import { Int128Functions } from "./int128.ts";
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

/** Emits for shared or unshared memory. @param limits how long functions may be */
export function emitFunction(given: IrFunction, sharedMemory: boolean, limits?: CutLimits): EmittedFunction {
  const module = new ModuleBuilder({ sharedMemory });
  // A filter's later expressions are not evaluated for each row.
  const { exprs, helpers } = cutHelpers(given.kind === "filter" ? given.exprs : shareResults(given.exprs), limits);
  const fn = { ...given, exprs };
  for (const expr of exprs) importCalls(module, expr);
  const tables: Tables = { failures: [], calls: [], literals: [] };
  const layout = partsOf(fn);
  const parts: ModuleParts = {
    module,
    int128: new Int128Functions(module),
    layout,
    tables,
    inputs: fn.inputs,
    helpers,
    used: { scratch: 0, kept: 0, helpers: 0 },
  };
  const params = [
    ["start", I32],
    ["end", I32],
    ["block", I32],
  ] as const;
  const write = (body: FunctionBody): void => writeLoop(fn, FunctionScope.ofRows(parts, body));
  module.define("run", params, [I32], write, { exported: true });
  // Only helpers keep anything there.
  const kept = parts.used.kept === 0 ? layout.literals : layout.kept;
  return {
    ...tables,
    bytes: module.encode(),
    imports: module.imports,
    layout: { ...layout, kept, bytes: layout.literals + tables.literals.length * 8 },
  };
}

function partsOf(fn: IrFunction): BlockParts {
  const scratchSlots = fn.exprs.reduce((count, expr) => count + countScratch(expr), 0);
  const inputs = BLOCK_SCRATCH + scratchSlots * 16;
  const outputs = inputs + fn.inputs.length * 16;
  const counts = outputs + outputsOf(fn) * 16;
  const kept = counts + Math.ceil(countsOf(fn) / 2) * 8;
  const keptPlaces = fn.exprs.reduce((count, expr) => count + countKept(expr), 0);
  return { inputs, outputs, counts, kept, literals: kept + keptPlaces * KEPT_BYTES };
}

function writeLoop(fn: IrFunction, scope: FunctionScope): void {
  const { body, row } = scope;
  const [start, end] = [body.param(0), body.param(1)];
  scope.openInputs();
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
