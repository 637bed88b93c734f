// An IR function to a module with one exported function `run(start, end, block)`: loops over the rows
// [start, end) of a batch, reads columns and writes results at the addresses that the call block gives, and
// returns how many rows it wrote, or -1 with the failure's number and the row in the block. An update writes no rows:
// it answers how many it took.
import { internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { IrCall, IrExpr, IrFailure, IrFunction, IrInput } from "../ir/ir.ts";
import { resultName, shareResults } from "../ir/share-results.ts";
import {
  BLOCK_ARGUMENTS,
  BLOCK_FAILURE,
  BLOCK_ROW,
  BLOCK_SCRATCH,
  BLOCK_STATUS,
  type BlockLayout,
  CALL_FAILURE,
} from "./call-block.ts";
import { countScratch, importCalls } from "./called-functions.ts";
import { ExprEmitter } from "./emit-expr.ts";
import { type EmitScope, type Emitted, type ValueLocals, valueTypes } from "./emit-site.ts";
import { loadOf, loadSlotAddress, storeOf } from "./emit-slot.ts";
import { Int128Functions } from "./int128.ts";
import { type OutputLocals, UpdateWriter } from "./update-writer.ts";
import { type FunctionBody, type FunctionRef, I32, I64, type Local, ModuleBuilder } from "./wasm-encoder.ts";

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

interface InputLocals {
  readonly data: Local;
  readonly validity: Local | undefined;
  /** Absent where another input finds the slot. */
  readonly index: Local | undefined;
  readonly slot: Local;
}

/** What is written for a row, and behind the loop. */
interface RowWriter {
  row(): void;
  finish(): void;
}

type UpdateFunction = Extract<IrFunction, { readonly kind: "update" }>;

/** Emits for shared or unshared memory. */
export function emitFunction(fn: IrFunction, sharedMemory: boolean): EmittedFunction {
  const module = new ModuleBuilder({ sharedMemory });
  // A filter's later expressions are not evaluated for each row.
  const exprs = fn.kind === "filter" ? fn.exprs : shareResults(fn.exprs);
  for (const expr of exprs) importCalls(module, expr);
  const failures: IrFailure[] = [];
  const calls: IrCall[] = [];
  const literals: Uint8Array[] = [];
  const scratchSlots = exprs.reduce((count, expr) => count + countScratch(expr), 0);
  const inputs = BLOCK_SCRATCH + scratchSlots * 16;
  const outputs = inputs + fn.inputs.length * 16;
  const counts = outputs + outputsOf(fn) * 16;
  const literalsAt = counts + Math.ceil(countsOf(fn) / 2) * 8;
  const params = [
    ["start", I32],
    ["end", I32],
    ["block", I32],
  ] as const;
  module.define(
    "run",
    params,
    [I32],
    (body) => {
      const rowWriter = new FunctionWriter(body, { ...fn, exprs }, module, {
        failures,
        calls,
        literals,
        inputs,
        outputs,
        counts,
        literalsAt,
      });
      rowWriter.write();
    },
    { exported: true },
  );
  return {
    bytes: module.encode(),
    failures,
    calls,
    literals,
    imports: module.imports,
    layout: { inputs, outputs, counts, literals: literalsAt, bytes: literalsAt + literals.length * 8 },
  };
}

function outputsOf({ kind, exprs }: IrFunction): number {
  switch (kind) {
    case "filter":
      return 1;
    case "project":
      return exprs.length;
    case "update":
      return exprs.length + 2;
    default:
      return unreachable(kind);
  }
}

/** A filter's rows are known by what it writes: only what its earlier expressions let through is counted. */
function countsOf({ kind, exprs }: IrFunction): number {
  return kind === "filter" ? exprs.length - 1 : 0;
}

interface Tables {
  readonly failures: IrFailure[];
  readonly calls: IrCall[];
  readonly literals: Uint8Array[];
  readonly inputs: number;
  readonly outputs: number;
  readonly counts: number;
  readonly literalsAt: number;
}

class FunctionWriter implements EmitScope {
  readonly int128: Int128Functions;
  readonly #body: FunctionBody;
  readonly #fn: IrFunction;
  readonly #module: ModuleBuilder;
  readonly #tables: Tables;
  readonly #block: Local;
  readonly #row: Local;
  readonly #inputs: InputLocals[] = [];
  /** By expression of a filter but the last. */
  readonly #counts: readonly Local[];
  #scratch = 0;

  constructor(body: FunctionBody, fn: IrFunction, module: ModuleBuilder, tables: Tables) {
    this.#body = body;
    this.#fn = fn;
    this.#module = module;
    this.#tables = tables;
    this.#block = body.param(2);
    this.#row = body.local("row", I32);
    this.#counts = Array.from({ length: countsOf(fn) }, () => body.local("count", I32));
    this.int128 = new Int128Functions(module);
  }

  write(): void {
    const body = this.#body;
    const [start, end] = [body.param(0), body.param(1)];
    this.#fn.inputs.forEach((input, position) => this.#inputs.push(this.#openInput(input, position)));
    const written = body.local("written", I32);
    const rowWriter = this.#rowWriter(written);
    body.get(start).set(this.#row);
    body.named("rows").block().named("row").loop();
    body.get(this.#row).get(end).op("i32.ge_s").branchIf(1);
    for (const input of this.#inputs) {
      if (input.index === undefined) continue;
      body.get(input.index).get(this.#row).i32(2).op("i32.shl", "i32.add").at("i32.load").set(input.slot);
    }
    rowWriter.row();
    body.get(this.#row).i32(1).op("i32.add").set(this.#row).branch(0);
    body.op("end", "end");
    rowWriter.finish();
    body.get(written);
  }

  /** Opens the outputs before the loop. */
  #rowWriter(written: Local): RowWriter {
    const fn = this.#fn;
    switch (fn.kind) {
      case "filter": {
        const output = this.#openOutput(0, false);
        return { row: () => this.#writeFilter(fn.exprs, output, written), finish: () => this.#writeCounts() };
      }
      case "project": {
        const outputs = fn.exprs.map((expr, position) => this.#openOutput(position, expr.nullable));
        return { row: () => this.#writeProject(fn.exprs, outputs, written), finish: () => undefined };
      }
      case "update": {
        const writer = this.#updateWriter(fn);
        return { row: () => this.#writeUpdate(fn, writer, written), finish: () => writer.finish() };
      }
      default:
        return unreachable(fn);
    }
  }

  #openOutput(position: number, validity: boolean): OutputLocals {
    const at = this.#tables.outputs + position * 16;
    return {
      data: this.#address("outData", at),
      validity: validity ? this.#address("outValidity", at + 4) : undefined,
    };
  }

  #updateWriter(fn: UpdateFunction): UpdateWriter {
    const { exprs, updates, marksAll, grouped } = fn;
    const states = exprs.map((expr, position) => this.#openOutput(position, marksAll || expr.nullable));
    const groups = grouped ? this.#openOutput(exprs.length, false).data : undefined;
    const hasParts = updates.some(({ state }) => state === "part");
    const parts = hasParts ? this.#openOutput(exprs.length + 1, false).data : undefined;
    return new UpdateWriter({ body: this.#body, scope: this }, fn.updates, { states, groups, parts });
  }

  /** The row number is always written, and kept by advancing past it: of one expression without a branch. */
  #writeFilter(exprs: readonly IrExpr[], { data }: OutputLocals, written: Local): void {
    const last = exprs.at(-1);
    if (last === undefined) throw internal("a filter without a predicate");
    const body = this.#body;
    const emitter = this.#emitter();
    body.get(data).get(written).i32(2).op("i32.shl", "i32.add").get(this.#row).at("i32.store");
    if (this.#counts.length > 0) body.named("conjuncts").block();
    for (const [position, count] of this.#counts.entries()) {
      emitter.emit(exprs[position] as IrExpr);
      body.op("i32.eqz").branchIf(0);
      body.get(count).i32(1).op("i32.add").set(count);
    }
    emitter.emit(last);
    body.get(written).op("i32.add").set(written);
    if (this.#counts.length > 0) body.op("end");
  }

  #writeCounts(): void {
    const body = this.#body;
    for (const [position, count] of this.#counts.entries()) {
      body
        .get(this.#block)
        .get(count)
        .at("i32.store", this.#tables.counts + position * 4);
    }
  }

  #writeProject(exprs: readonly IrExpr[], outputs: readonly OutputLocals[], written: Local): void {
    const emitter = this.#emitter();
    for (const [position, expr] of exprs.entries()) {
      const value = this.#evaluate(emitter, expr, position);
      this.#writeOutput(expr, value, outputs[position] as OutputLocals, written);
    }
    this.#body.get(written).i32(1).op("i32.add").set(written);
  }

  #writeUpdate({ exprs }: UpdateFunction, writer: UpdateWriter, written: Local): void {
    const emitter = this.#emitter();
    writer.begin(this.#row);
    for (const [position, expr] of exprs.entries()) writer.take(position, this.#evaluate(emitter, expr, position));
    this.#body.get(written).i32(1).op("i32.add").set(written);
  }

  #emitter(): ExprEmitter {
    return new ExprEmitter({ body: this.#body, scope: this });
  }

  /** The expression's value in locals, which later expressions may read. */
  #evaluate(emitter: ExprEmitter, expr: IrExpr, position: number): ValueLocals {
    const body = this.#body;
    const { isNull } = emitter.emit(expr);
    const values = valueTypes(expr.type).map((type) => body.local("out", type));
    for (const local of values.toReversed()) body.set(local);
    emitter.keep(resultName(position), values, isNull);
    return { values, isNull };
  }

  #address(name: string, offset: number): Local {
    const local = this.#body.local(name, I32);
    this.#body.get(this.#block).at("i32.load", offset).set(local);
    return local;
  }

  #openInput(input: IrInput, position: number): InputLocals {
    const offset = this.#tables.inputs + position * 16;
    const data = this.#address(`data${position}`, offset);
    const validity = input.nullable ? this.#address(`validity${position}`, offset + 4) : undefined;
    if (!input.indexed) return { data, validity, index: undefined, slot: this.#row };
    if (input.indexOf !== undefined) {
      const { slot } = this.#inputs[input.indexOf] as InputLocals;
      return { data, validity, index: undefined, slot };
    }
    const index = this.#address(`index${position}`, offset + 8);
    return { data, validity, index, slot: this.#body.local(`slot${position}`, I32) };
  }

  #writeOutput(
    { type }: IrExpr,
    { values, isNull }: ValueLocals,
    { data, validity }: OutputLocals,
    written: Local,
  ): void {
    const body = this.#body;
    for (const [part, local] of values.entries()) {
      loadSlotAddress(body, data, written, type);
      body.get(local).at(storeOf(type), part * 8);
    }
    if (validity === undefined) return;
    body.get(validity).get(written).op("i32.add");
    if (isNull === undefined) body.i32(1);
    else body.get(isNull).op("i32.eqz");
    body.at("i32.store8");
  }

  input(expr: Extract<IrExpr, { op: "input" }>): Emitted {
    const body = this.#body;
    const locals = this.#inputs[expr.input];
    if (locals === undefined) throw internal(`IR input ${expr.input} is not declared`);
    loadSlotAddress(body, locals.data, locals.slot, expr.type);
    if (expr.type === "i128") {
      const address = body.local("address", I32);
      body.tee(address).at("i64.load").get(address).at("i64.load", 8);
    } else {
      body.at(loadOf(expr.type));
    }
    if (locals.validity === undefined) return { isNull: undefined };
    const isNull = body.local("isNull", I32);
    body.get(locals.validity).get(locals.slot).op("i32.add").at("i32.load8_u").op("i32.eqz").set(isNull);
    if (expr.type === "bool") body.get(isNull).op("i32.eqz", "i32.and");
    return { isNull };
  }

  literal(value: Uint8Array): void {
    const position = this.#tables.literals.push(value) - 1;
    this.#body.get(this.#block).at("i64.load", this.#tables.literalsAt + position * 8);
  }

  fail(failure: IrFailure): void {
    const { failures } = this.#tables;
    let number =
      failures.findIndex((known) => known.sqlstate === failure.sqlstate && known.message === failure.message) + 1;
    if (number === 0) number = failures.push(failure);
    this.#report(number);
  }

  failCall(call: IrCall, status: Local, args: readonly (readonly Local[])[]): void {
    const body = this.#body;
    body.get(this.#block).get(status).at("i32.store", BLOCK_STATUS);
    for (const [position, locals] of args.slice(0, 2).entries()) {
      const [local] = locals;
      if (local === undefined || (local.type !== I32 && local.type !== I64)) continue;
      body.get(this.#block).get(local);
      body.at(local.type === I32 ? "i32.store" : "i64.store", BLOCK_ARGUMENTS + position * 8);
    }
    this.#report(CALL_FAILURE + this.#tables.calls.push(call) - 1);
  }

  #report(number: number): void {
    const body = this.#body;
    body.get(this.#block).i32(number).at("i32.store", BLOCK_FAILURE);
    body.get(this.#block).get(this.#row).at("i32.store", BLOCK_ROW);
    body.i32(-1).op("return");
  }

  scratch(): () => void {
    const offset = BLOCK_SCRATCH + this.#scratch++ * 16;
    return () => {
      this.#body.get(this.#block).i32(offset).op("i32.add");
    };
  }

  imported(module: string, name: string): FunctionRef {
    const known = this.#module.imports.findIndex((entry) => entry.module === module && entry.name === name);
    if (known < 0) throw internal(`row function ${module}.${name} was not imported`);
    return this.#module.importRef(known);
  }
}
