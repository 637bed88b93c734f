// What emitting needs of the function around the expressions: the call block, the row, the columns and where a failure is
// reported. One for each function: the one that runs over rows, and the helpers that it calls for a row (cut-helpers.ts).
import { internal } from "../common/error.ts";
import type { IrCall, IrExpr, IrFailure, IrInput } from "../ir/ir.ts";
import { childrenOf } from "../ir/tree.ts";
import {
  BLOCK_ARGUMENTS,
  BLOCK_FAILURE,
  BLOCK_ROW,
  BLOCK_SCRATCH,
  BLOCK_STATUS,
  type BlockLayout,
  CALL_FAILURE,
  KEPT_BYTES,
} from "./call-block.ts";
import { type EmitScope, type Emitted, type Helper, type KeptPlace, loadZero, valueTypes } from "./emit-site.ts";
import { loadOf, loadSlotAddress } from "./emit-slot.ts";
import { Int128Functions } from "./int128.ts";
import {
  type FunctionBody,
  type FunctionRef,
  I32,
  I64,
  type Local,
  type ModuleBuilder,
  type ValueType,
} from "./wasm-encoder.ts";

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

/** What all functions of a module have in common. */
export interface ModuleParts {
  readonly module: ModuleBuilder;
  readonly int128: Int128Functions;
  readonly layout: BlockParts;
  readonly tables: Tables;
  readonly inputs: readonly IrInput[];
  /** Expressions that are emitted as functions of their own. */
  readonly helpers: ReadonlySet<IrExpr>;
  /** How many places of the call block are taken, and helpers are defined. */
  readonly used: { scratch: number; kept: number; helpers: number };
}

/** Where a function has what each function has. */
interface Frame {
  readonly row: Local;
  readonly block: Local;
  /** Its results, on the stack, when it failed. */
  readonly failed: () => void;
  readonly isHelper: boolean;
}

/** What a helper says beside its value: 1 where it is NULL, or that the row failed. */
const FAILED = 2;

export class FunctionScope implements EmitScope {
  readonly body: FunctionBody;
  readonly row: Local;
  readonly #parts: ModuleParts;
  readonly #frame: Frame;
  readonly #inputs: InputLocals[] = [];
  #canFail = false;

  private constructor(parts: ModuleParts, body: FunctionBody, frame: Frame) {
    this.body = body;
    this.row = frame.row;
    this.#parts = parts;
    this.#frame = frame;
  }

  /** Of the function whose third parameter is the call block. */
  static ofRows(parts: ModuleParts, body: FunctionBody): FunctionScope {
    const failed = (): void => void body.i32(-1);
    return new FunctionScope(parts, body, {
      row: body.local("row", I32),
      block: body.param(2),
      failed,
      isHelper: false,
    });
  }

  get int128(): Int128Functions {
    return this.#parts.int128;
  }

  /** Before the loop. @param positions of those that the function reads */
  openInputs(positions: Iterable<number> = this.#parts.inputs.keys()): void {
    for (const position of positions) this.#openInput(position);
  }

  /** Finds the row's slots. */
  loadSlots(): void {
    for (const input of this.#inputs) {
      // A helper opens some.
      if (input?.index === undefined) continue;
      const { index, slot } = input;
      this.body.get(index).get(this.row).i32(2).op("i32.shl", "i32.add").at("i32.load").set(slot);
    }
  }

  /** Before the loop. */
  openOutput(position: number, validity: boolean): OutputLocals {
    const at = this.#parts.layout.outputs + position * 16;
    return {
      data: this.#address("outData", at),
      validity: validity ? this.#address("outValidity", at + 4) : undefined,
    };
  }

  /** Behind the loop. */
  storeCount(position: number, count: Local): void {
    this.body
      .get(this.#frame.block)
      .get(count)
      .at("i32.store", this.#parts.layout.counts + position * 4);
  }

  #openInput(position: number): InputLocals {
    const known = this.#inputs[position];
    if (known !== undefined) return known;
    const opened = this.#opened(this.#parts.inputs[position] as IrInput, position);
    this.#inputs[position] = opened;
    return opened;
  }

  #opened(input: IrInput, position: number): InputLocals {
    const offset = this.#parts.layout.inputs + position * 16;
    const slot = input.indexOf === undefined ? undefined : this.#openInput(input.indexOf).slot;
    const data = this.#address(`data${position}`, offset);
    const validity = input.nullable ? this.#address(`validity${position}`, offset + 4) : undefined;
    if (!input.indexed) return { data, validity, index: undefined, slot: this.row };
    if (slot !== undefined) return { data, validity, index: undefined, slot };
    const index = this.#address(`index${position}`, offset + 8);
    return { data, validity, index, slot: this.body.local(`slot${position}`, I32) };
  }

  #address(name: string, offset: number): Local {
    const local = this.body.local(name, I32);
    this.body.get(this.#frame.block).at("i32.load", offset).set(local);
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
    const position = this.#parts.tables.literals.push(value) - 1;
    this.body.get(this.#frame.block).at("i64.load", this.#parts.layout.literals + position * 8);
  }

  fail(failure: IrFailure): void {
    const { failures } = this.#parts.tables;
    let number =
      failures.findIndex((known) => known.sqlstate === failure.sqlstate && known.message === failure.message) + 1;
    if (number === 0) number = failures.push(failure);
    this.#report(number);
  }

  failCall(call: IrCall, status: Local, args: readonly (readonly Local[])[]): void {
    const body = this.body;
    body.get(this.#frame.block).get(status).at("i32.store", BLOCK_STATUS);
    for (const [position, locals] of args.slice(0, 2).entries()) {
      const [local] = locals;
      if (local === undefined || (local.type !== I32 && local.type !== I64)) continue;
      body.get(this.#frame.block).get(local);
      body.at(local.type === I32 ? "i32.store" : "i64.store", BLOCK_ARGUMENTS + position * 8);
    }
    this.#report(CALL_FAILURE + this.#parts.tables.calls.push(call) - 1);
  }

  #report(number: number): void {
    const body = this.body;
    body.get(this.#frame.block).i32(number).at("i32.store", BLOCK_FAILURE);
    body.get(this.#frame.block).get(this.row).at("i32.store", BLOCK_ROW);
    this.#giveUp();
  }

  #giveUp(): void {
    this.#canFail = true;
    this.#frame.failed();
    this.body.op("return");
  }

  isHelper(expr: IrExpr): boolean {
    return this.#parts.helpers.has(expr);
  }

  callHelper(helper: Helper): Emitted {
    const { body } = this;
    const { ref, isNullable, canFail } = this.#define(helper);
    body.get(this.row).get(this.#frame.block);
    for (const local of helper.given) body.get(local);
    const state = body.local("state", I32);
    body.call(ref).set(state);
    if (canFail) {
      body.get(state).i32(FAILED).op("i32.eq").named("failed").if();
      this.#giveUp();
      body.op("end");
    }
    return { isNull: isNullable ? state : undefined };
  }

  #define({ expr, type, given, write }: Helper): {
    readonly ref: FunctionRef;
    readonly isNullable: boolean;
    readonly canFail: boolean;
  } {
    const parts = this.#parts;
    const params = given.map(({ type }, at) => [`given${at}`, type] as const);
    const results: readonly ValueType[] = [...(type === undefined ? [] : valueTypes(type)), I32];
    let isNullable = false;
    let canFail = false;
    const writeBody = (body: FunctionBody): void => {
      const failed = (): void => {
        if (type !== undefined) loadZero(body, type);
        body.i32(FAILED);
      };
      const scope = new FunctionScope(parts, body, {
        row: body.param(0),
        block: body.param(1),
        failed,
        isHelper: true,
      });
      scope.openInputs(this.#inputsOf(expr));
      scope.loadSlots();
      const locals = given.map((_, at) => body.param(at + 2));
      const { isNull } = write({ body, scope }, locals);
      if (isNull === undefined) body.i32(0);
      else body.get(isNull);
      isNullable = isNull !== undefined;
      canFail = scope.#canFail;
    };
    const name = `helper${parts.used.helpers++}`;
    const ref = parts.module.define(name, [["row", I32], ["block", I32], ...params], results, writeBody);
    return { ref, isNullable, canFail };
  }

  /** What a helper reads itself. */
  #inputsOf(helper: IrExpr): ReadonlySet<number> {
    const inputs = new Set<number>();
    const stack = [helper];
    for (let expr = stack.pop(); expr !== undefined; expr = stack.pop()) {
      if (expr.op === "input") inputs.add(expr.input);
      for (const child of childrenOf(expr)) if (!this.isHelper(child)) stack.push(child);
    }
    return inputs;
  }

  kept(): KeptPlace | undefined {
    if (!this.#frame.isHelper) return undefined;
    const offset = this.#parts.layout.kept + this.#parts.used.kept++ * KEPT_BYTES;
    return { block: this.#frame.block, offset };
  }

  scratch(): () => void {
    const offset = BLOCK_SCRATCH + this.#parts.used.scratch++ * 16;
    return () => {
      this.body.get(this.#frame.block).i32(offset).op("i32.add");
    };
  }

  imported(module: string, name: string): FunctionRef {
    const known = this.#parts.module.imports.findIndex((entry) => entry.module === module && entry.name === name);
    if (known < 0) throw internal(`row function ${module}.${name} was not imported`);
    return this.#parts.module.importRef(known);
  }
}
