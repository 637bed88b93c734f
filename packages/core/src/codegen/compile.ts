// The one gateway from IR to running code: emits a function, compiles it, instantiates it over the arena and
// the kernel library, and keeps it by shape (the printed IR), so that a shape is compiled once per thread. The
// only place that makes a WebAssembly.Module of emitted bytes.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError, internal } from "../common/error.ts";
import type { IrFunction } from "../ir/ir.ts";
import { printFunction } from "../ir/print.ts";
import { BLOCK_FAILURE, BLOCK_ROW, type EmittedFunction, emitFunction, NO_ROOM_FAILURE } from "./emit-function.ts";

/** Exports of the kernel library's modules, by module name: what emitted code may import. */
export type RowFunctions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Addresses of an input column (column/vector.ts). */
export interface InputAddresses {
  readonly data: Pointer;
  readonly validity: Pointer;
  readonly index: Pointer;
}

/** Addresses of an output column; for a filter, `data` receives a u32 per kept row. */
export interface OutputAddresses {
  readonly data: Pointer;
  readonly validity: Pointer;
}

type Run = (start: number, end: number, block: number) => number;

/** Compiled code of one shape, shared by its uses. */
interface Shape {
  readonly emitted: EmittedFunction;
  readonly run: Run;
  readonly nullableOutputs: readonly boolean[];
}

/** A compiled function with the call block of one user. Not reentrant. */
export class CompiledFunction {
  readonly #arena: Arena;
  readonly #region: Region;
  readonly #shape: Shape;
  readonly #block: Pointer;
  readonly #literals: Pointer[] = [];

  constructor(arena: Arena, region: Region, shape: Shape) {
    this.#arena = arena;
    this.#region = region;
    this.#shape = shape;
    const { layout, literals } = shape.emitted;
    this.#block = region.allocateZeroed(layout.bytes);
    for (const [position, bytes] of literals.entries()) {
      const address = region.allocate(Math.max(bytes.length, 1));
      this.#literals.push(address);
      const { u8, u64 } = arena.view();
      u8.set(bytes, address);
      u64[(this.#block + layout.literals + position * 8) >>> 3] = (BigInt(bytes.length) << 32n) | BigInt(address);
    }
  }

  /** By output: whether rows can be NULL, so that validity is written. */
  get nullableOutputs(): readonly boolean[] {
    return this.#shape.nullableOutputs;
  }

  setInput(position: number, addresses: InputAddresses): void {
    const { u32 } = this.#arena.view();
    const at = (this.#block + this.#shape.emitted.layout.inputs + position * 16) >>> 2;
    u32[at] = addresses.data;
    u32[at + 1] = addresses.validity;
    u32[at + 2] = addresses.index;
  }

  setOutput(position: number, addresses: OutputAddresses): void {
    const { u32 } = this.#arena.view();
    const at = (this.#block + this.#shape.emitted.layout.outputs + position * 16) >>> 2;
    u32[at] = addresses.data;
    u32[at + 1] = addresses.validity;
  }

  /**
   * Runs over rows [start, end); outputs are written from their first slot.
   * @returns rows written, or undefined when the byte heap is full: give it more room and run again
   * @throws FfqError DATA where a row fails
   */
  run(start: number, end: number): number | undefined {
    const written = this.#shape.run(start, end, this.#block);
    if (written >= 0) return written;
    const { i32 } = this.#arena.view();
    const number = i32[(this.#block + BLOCK_FAILURE) >>> 2] as number;
    if (number === NO_ROOM_FAILURE) return undefined;
    const failure = this.#shape.emitted.failures[number - 1];
    if (failure === undefined) throw internal(`emitted code reported failure ${number}`);
    const row = i32[(this.#block + BLOCK_ROW) >>> 2] as number;
    throw new FfqError("DATA", failure.message, { sqlstate: failure.sqlstate, context: { batchRow: row } });
  }

  /** Frees the call block and constants. */
  close(): void {
    for (const address of this.#literals) this.#region.free(address);
    this.#region.free(this.#block);
  }
}

/** Compiles for one arena on one thread. */
export class Compiler {
  readonly #arena: Arena;
  readonly #rowFunctions: RowFunctions;
  readonly #shapes = new Map<string, Shape>();

  constructor(arena: Arena, rowFunctions: RowFunctions) {
    this.#arena = arena;
    this.#rowFunctions = rowFunctions;
  }

  compile(fn: IrFunction, region: Region): CompiledFunction {
    const key = printFunction(fn);
    let shape = this.#shapes.get(key);
    if (shape === undefined) {
      shape = this.#build(fn);
      this.#shapes.set(key, shape);
    }
    return new CompiledFunction(this.#arena, region, shape);
  }

  #build(fn: IrFunction): Shape {
    const emitted = emitFunction(fn, this.#arena.shared);
    const imports: Record<string, Record<string, unknown>> = { env: { memory: this.#arena.memory } };
    for (const { module, name } of emitted.imports) {
      const found = this.#rowFunctions[module]?.[name];
      if (typeof found !== "function") throw internal(`there is no row function ${module}.${name}`);
      imports[module] ??= {};
      (imports[module] as Record<string, unknown>)[name] = found;
    }
    const instance = new WebAssembly.Instance(new WebAssembly.Module(emitted.bytes), imports);
    return { emitted, run: instance.exports["run"] as Run, nullableOutputs: fn.exprs.map((expr) => expr.nullable) };
  }
}
