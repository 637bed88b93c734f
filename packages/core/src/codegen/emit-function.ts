// An IR function to a module with one exported function `run(start, end, block)`: loops over the rows
// [start, end) of a batch, reads columns and writes results at the addresses that the call block gives, and
// returns how many rows it wrote, or -1 with the failure's number and the row in the block.
//
// The call block (bytes): 0 failure number; 4 row of the failure; 8 status of the call that failed; 16, 24 its
// first two arguments; then 16-byte scratch slots; per input data,
// validity, index (u32 each, 16 bytes an input); per output data, validity (16 bytes an output); then the
// refs of the constant byte strings (8 bytes each).
import { internal } from "../common/error.ts";
import type { IrCall, IrExpr, IrFailure, IrFunction, IrInput } from "../ir/ir.ts";
import { elementCalls, listCalls } from "../ir/list.ts";
import { childrenOf } from "../ir/tree.ts";
import { statusPlace } from "../kernel/library.ts";
import { callSignature, resultKind, TAKE_STATUS } from "./emit-call.ts";
import { ExprEmitter } from "./emit-expr.ts";
import { type EmitScope, type Emitted, valueTypes } from "./emit-site.ts";
import { loadOf, loadSlotAddress, storeOf } from "./emit-slot.ts";
import { Int128Functions } from "./int128.ts";
import { type FunctionBody, type FunctionRef, I32, I64, type Local, ModuleBuilder } from "./wasm-encoder.ts";

/** Failure numbers from here on are of calls: this plus the position in `calls`. */
export const CALL_FAILURE = 0x40000000;

export const BLOCK_FAILURE = 0;
export const BLOCK_ROW = 4;
export const BLOCK_STATUS = 8;
export const BLOCK_ARGUMENTS = 16;
const BLOCK_SCRATCH = 32;

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

/** Byte offsets in the call block. */
export interface BlockLayout {
  readonly inputs: number;
  readonly outputs: number;
  readonly literals: number;
  readonly bytes: number;
}

interface InputLocals {
  readonly data: Local;
  readonly validity: Local | undefined;
  readonly index: Local | undefined;
  readonly slot: Local;
}

/** Emits for shared or unshared memory. */
export function emitFunction(fn: IrFunction, sharedMemory: boolean): EmittedFunction {
  const module = new ModuleBuilder({ sharedMemory });
  for (const expr of fn.exprs) importCalls(module, expr);
  const failures: IrFailure[] = [];
  const calls: IrCall[] = [];
  const literals: Uint8Array[] = [];
  const scratchSlots = fn.exprs.reduce((count, expr) => count + countScratch(expr), 0);
  const inputs = BLOCK_SCRATCH + scratchSlots * 16;
  const outputs = inputs + fn.inputs.length * 16;
  const literalsAt = outputs + (fn.kind === "filter" ? 1 : fn.exprs.length) * 16;
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
      const rowWriter = new FunctionWriter(body, fn, module, {
        failures,
        calls,
        literals,
        inputs,
        outputs,
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
    layout: { inputs, outputs, literals: literalsAt, bytes: literalsAt + literals.length * 8 },
  };
}

function importCalls(module: ModuleBuilder, root: IrExpr): void {
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "call") {
      const { params, results } = callSignature(
        expr.args.map((arg) => arg.type),
        expr.type,
      );
      module.import(expr.module, expr.name, params, results);
      if (statusPlace(expr.module, expr.name, resultKind(expr.type)) === "module") {
        module.import(expr.module, TAKE_STATUS, [], [I32]);
      }
    }
    stack.push(...childrenOf(expr), ...hiddenCalls(expr));
  }
}

/** Calls that a node is emitted with and that are not among its children. */
function hiddenCalls(expr: IrExpr): readonly IrCall[] {
  switch (expr.op) {
    case "list-make":
      return Object.values(listCalls(expr));
    case "list-map":
      return [...Object.values(listCalls(expr)), ...elementCalls(expr.element)];
    case "list-test":
      return elementCalls(expr.element);
    default:
      return [];
  }
}

function countScratch(root: IrExpr): number {
  let count = 0;
  const stack = [root];
  for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
    if (expr.op === "call") {
      count += expr.args.filter((arg) => arg.type === "i128").length + (expr.type === "i128" ? 1 : 0);
    }
    stack.push(...childrenOf(expr));
  }
  return count;
}

interface Tables {
  readonly failures: IrFailure[];
  readonly calls: IrCall[];
  readonly literals: Uint8Array[];
  readonly inputs: number;
  readonly outputs: number;
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
  #scratch = 0;

  constructor(body: FunctionBody, fn: IrFunction, module: ModuleBuilder, tables: Tables) {
    this.#body = body;
    this.#fn = fn;
    this.#module = module;
    this.#tables = tables;
    this.#block = body.param(2);
    this.#row = body.local("row", I32);
    this.int128 = new Int128Functions(module);
  }

  write(): void {
    const body = this.#body;
    const [start, end] = [body.param(0), body.param(1)];
    this.#fn.inputs.forEach((input, position) => this.#inputs.push(this.#openInput(input, position)));
    const outputs = (this.#fn.kind === "filter" ? [{ nullable: false }] : this.#fn.exprs).map((expr, position) => ({
      data: this.#address("outData", this.#tables.outputs + position * 16),
      validity: expr.nullable ? this.#address("outValidity", this.#tables.outputs + position * 16 + 4) : undefined,
    }));
    const written = body.local("written", I32);
    body.get(start).set(this.#row);
    body.block().loop();
    body.get(this.#row).get(end).op("i32.ge_s").branchIf(1);
    for (const input of this.#inputs) {
      if (input.index === undefined) continue;
      body.get(input.index).get(this.#row).i32(2).op("i32.shl", "i32.add").at("i32.load").set(input.slot);
    }
    const emitter = new ExprEmitter({ body, scope: this });
    if (this.#fn.kind === "filter") {
      // Branch-free: the row number is always written, and kept by advancing past it.
      const [predicate] = this.#fn.exprs;
      if (predicate === undefined) throw internal("a filter without a predicate");
      const [only] = outputs;
      body
        .get((only as { data: Local }).data)
        .get(written)
        .i32(2)
        .op("i32.shl", "i32.add")
        .get(this.#row)
        .at("i32.store");
      emitter.emit(predicate);
      body.get(written).op("i32.add").set(written);
    } else {
      this.#fn.exprs.forEach((expr, position) => {
        const output = outputs[position] as { readonly data: Local; readonly validity: Local | undefined };
        this.#writeOutput(emitter, expr, output.data, output.validity, written);
      });
      body.get(written).i32(1).op("i32.add").set(written);
    }
    body.get(this.#row).i32(1).op("i32.add").set(this.#row).branch(0);
    body.op("end", "end").get(written);
  }

  #address(name: string, offset: number): Local {
    const local = this.#body.local(name, I32);
    this.#body.get(this.#block).at("i32.load", offset).set(local);
    return local;
  }

  #openInput(input: IrInput, position: number): InputLocals {
    const offset = this.#tables.inputs + position * 16;
    return {
      data: this.#address(`data${position}`, offset),
      validity: input.nullable ? this.#address(`validity${position}`, offset + 4) : undefined,
      index: input.indexed ? this.#address(`index${position}`, offset + 8) : undefined,
      slot: input.indexed ? this.#body.local(`slot${position}`, I32) : this.#row,
    };
  }

  #writeOutput(emitter: ExprEmitter, expr: IrExpr, data: Local, validity: Local | undefined, written: Local): void {
    const body = this.#body;
    const { isNull } = emitter.emit(expr);
    const values = valueTypes(expr.type).map((type) => body.local("out", type));
    for (const local of values.toReversed()) body.set(local);
    for (const [part, local] of values.entries()) {
      loadSlotAddress(body, data, written, expr.type);
      body.get(local).at(storeOf(expr.type), part * 8);
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
