// What emitting needs of the function around the expressions: the call block, the row, the columns and where a failure is
// reported. One for each function.
import { internal } from "../common/error.ts";
import type { IrCall, IrExpr, IrFailure, IrInput } from "../ir/ir.ts";
import {
  BLOCK_ARGUMENTS,
  BLOCK_FAILURE,
  BLOCK_ROW,
  BLOCK_SCRATCH,
  BLOCK_STATUS,
  type BlockLayout,
  CALL_FAILURE,
} from "./call-block.ts";
import type { EmitScope, Emitted } from "./emit-site.ts";
import { loadOf, loadSlotAddress } from "./emit-slot.ts";
import { Int128Functions } from "./int128.ts";
import { type FunctionBody, type FunctionRef, I32, I64, type Local, type ModuleBuilder } from "./wasm-encoder.ts";

/** What the emitted code refers to by number. */
export interface Tables {
  readonly failures: IrFailure[];
  readonly calls: IrCall[];
  readonly literals: Uint8Array[];
}

interface InputLocals {
  readonly data: Local;
  readonly validity: Local | undefined;
  /** Absent where another input finds the slot. */
  readonly index: Local | undefined;
  readonly slot: Local;
}

/** Addresses of an output. */
export interface OutputLocals {
  readonly data: Local;
  readonly validity: Local | undefined;
}

/** Where the call block's parts begin: its end follows from the literals that are met. */
export type BlockParts = Omit<BlockLayout, "bytes">;

export class FunctionScope implements EmitScope {
  readonly body: FunctionBody;
  readonly int128: Int128Functions;
  readonly row: Local;
  readonly #module: ModuleBuilder;
  readonly #layout: BlockParts;
  readonly #tables: Tables;
  readonly #block: Local;
  readonly #inputs: InputLocals[] = [];
  #scratch = 0;

  constructor(body: FunctionBody, module: ModuleBuilder, layout: BlockParts, tables: Tables) {
    this.body = body;
    this.#module = module;
    this.#layout = layout;
    this.#tables = tables;
    this.#block = body.param(2);
    this.row = body.local("row", I32);
    this.int128 = new Int128Functions(module);
  }

  /** Before the loop. */
  openInputs(inputs: readonly IrInput[]): void {
    for (const [position, input] of inputs.entries()) this.#inputs.push(this.#openInput(input, position));
  }

  /** Finds the row's slots. */
  loadSlots(): void {
    for (const { index, slot } of this.#inputs) {
      if (index === undefined) continue;
      this.body.get(index).get(this.row).i32(2).op("i32.shl", "i32.add").at("i32.load").set(slot);
    }
  }

  /** Before the loop. */
  openOutput(position: number, validity: boolean): OutputLocals {
    const at = this.#layout.outputs + position * 16;
    return {
      data: this.#address("outData", at),
      validity: validity ? this.#address("outValidity", at + 4) : undefined,
    };
  }

  /** Behind the loop. */
  storeCount(position: number, count: Local): void {
    this.body
      .get(this.#block)
      .get(count)
      .at("i32.store", this.#layout.counts + position * 4);
  }

  #openInput(input: IrInput, position: number): InputLocals {
    const offset = this.#layout.inputs + position * 16;
    const data = this.#address(`data${position}`, offset);
    const validity = input.nullable ? this.#address(`validity${position}`, offset + 4) : undefined;
    if (!input.indexed) return { data, validity, index: undefined, slot: this.row };
    if (input.indexOf !== undefined) {
      const { slot } = this.#inputs[input.indexOf] as InputLocals;
      return { data, validity, index: undefined, slot };
    }
    const index = this.#address(`index${position}`, offset + 8);
    return { data, validity, index, slot: this.body.local(`slot${position}`, I32) };
  }

  #address(name: string, offset: number): Local {
    const local = this.body.local(name, I32);
    this.body.get(this.#block).at("i32.load", offset).set(local);
    return local;
  }

  input(expr: Extract<IrExpr, { op: "input" }>): Emitted {
    const body = this.body;
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
    this.body.get(this.#block).at("i64.load", this.#layout.literals + position * 8);
  }

  fail(failure: IrFailure): void {
    const { failures } = this.#tables;
    let number =
      failures.findIndex((known) => known.sqlstate === failure.sqlstate && known.message === failure.message) + 1;
    if (number === 0) number = failures.push(failure);
    this.#report(number);
  }

  failCall(call: IrCall, status: Local, args: readonly (readonly Local[])[]): void {
    const body = this.body;
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
    const body = this.body;
    body.get(this.#block).i32(number).at("i32.store", BLOCK_FAILURE);
    body.get(this.#block).get(this.row).at("i32.store", BLOCK_ROW);
    body.i32(-1).op("return");
  }

  scratch(): () => void {
    const offset = BLOCK_SCRATCH + this.#scratch++ * 16;
    return () => {
      this.body.get(this.#block).i32(offset).op("i32.add");
    };
  }

  imported(module: string, name: string): FunctionRef {
    const known = this.#module.imports.findIndex((entry) => entry.module === module && entry.name === name);
    if (known < 0) throw internal(`row function ${module}.${name} was not imported`);
    return this.#module.importRef(known);
  }
}
