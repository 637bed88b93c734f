// The one gateway from IR to running code: instantiates a function's compiled code over the arena and the kernel library,
// and keeps it by shape (the printed IR), so that a shape is linked once per arena and thread. What emits is handed in
// (compiled-code.ts): threads have compilers before they have anything to compile.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError, internal } from "../common/error.ts";
import { RecentMap } from "../common/recent-map.ts";
import type { IrFunction, IrType } from "../ir/ir.ts";
import { printFunction } from "../ir/print.ts";
import { controlsOf, type ModuleControls, NO_ROOM, type RowFunctions } from "../kernel/library.ts";
import { type DescribedFailure, describeFailure, readText } from "../kernel/row-failure.ts";
import { BLOCK_ARGUMENTS, BLOCK_FAILURE, BLOCK_ROW, BLOCK_STATUS, CALL_FAILURE } from "./call-block.ts";
import type { CodeOf, CompiledCode } from "./compiled-code.ts";
import type { EmittedFunction } from "./emit-function.ts";

/** Shapes that stay linked to an arena, and their characters. */
const KEPT = 512;
const KEPT_TEXT = 2 << 20;

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
export interface Shape {
  readonly emitted: EmittedFunction;
  readonly run: Run;
  readonly nullableOutputs: readonly boolean[];
  /** Of the kernel library: those whose functions are called. */
  readonly modules: ReadonlyMap<string, ModuleControls>;
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

  /** The modules of the kernel library that the function calls, by name: their heaps are the caller's to give. */
  get modules(): ReadonlyMap<string, ModuleControls> {
    return this.#shape.modules;
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
   * @returns rows written, or undefined when a module's byte heap is full: give it more room and run again
   * @throws FfqError DATA where a row fails
   */
  run(start: number, end: number): number | undefined {
    const { kept, literals } = this.#shape.emitted.layout;
    if (literals > kept) this.#arena.view().u8.fill(0, this.#block + kept, this.#block + literals);
    const written = this.#shape.run(start, end, this.#block);
    if (written >= 0) return written;
    // A status that was reported through a result is noted in its module too.
    for (const module of this.#shape.modules.values()) module.takeStatus();
    const { i32 } = this.#arena.view();
    const number = i32[(this.#block + BLOCK_FAILURE) >>> 2] as number;
    const failure = number >= CALL_FAILURE ? this.#callFailure(number) : this.#shape.emitted.failures[number - 1];
    if (failure === NO_ROOM) return undefined;
    if (failure === undefined) throw internal(`emitted code reported failure ${number}`);
    const row = i32[(this.#block + BLOCK_ROW) >>> 2] as number;
    const { message, sqlstate, unsupported, hint }: DescribedFailure = failure;
    throw new FfqError(unsupported === true ? "UNSUPPORTED" : "DATA", message, {
      sqlstate,
      context: { batchRow: row },
      ...(hint === undefined ? {} : { hint }),
    });
  }

  #callFailure(number: number): DescribedFailure | typeof NO_ROOM {
    const call = this.#shape.emitted.calls[number - CALL_FAILURE];
    if (call === undefined) throw internal(`emitted code reported failure ${number}`);
    const status = this.#arena.view().i32[(this.#block + BLOCK_STATUS) >>> 2] as number;
    if (status === NO_ROOM) return NO_ROOM;
    const args = (): string[] => call.args.slice(0, 2).map(({ type }, position) => this.#argument(type, position));
    return describeFailure(call, status, args);
  }

  /** An argument of the call that failed, as its message shows it. */
  #argument(type: IrType, position: number): string {
    const at = this.#block + BLOCK_ARGUMENTS + position * 8;
    const { i32, i64 } = this.#arena.view();
    switch (type) {
      case "bool":
      case "i32":
        return String(i32[at >>> 2]);
      case "i64":
        return String(i64[at >>> 3]);
      case "ref":
        return readText(this.#arena, i64[at >>> 3] as bigint);
      case "f32":
      case "f64":
      case "i128":
        return "";
    }
  }

  /** The row for which there was no more room: those before it are done. */
  get stoppedAt(): number {
    return this.#arena.view().i32[(this.#block + BLOCK_ROW) >>> 2] as number;
  }

  /** Of a filter: the rows that its expression at a position, not the last, let through when it ran. */
  passed(position: number): number {
    const { u32 } = this.#arena.view();
    return u32[((this.#block + this.#shape.emitted.layout.counts) >>> 2) + position] as number;
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
  readonly #shapes = new RecentMap<string, Shape>({
    values: KEPT,
    size: KEPT_TEXT,
    sizeOf: (key) => key.length,
  });

  constructor(arena: Arena, rowFunctions: RowFunctions) {
    this.#arena = arena;
    this.#rowFunctions = rowFunctions;
  }

  /** The compiled code of a function, for any number of users. */
  shapeOf(fn: IrFunction, codeOf: CodeOf): Shape {
    const key = printFunction(fn);
    return this.#shapes.get(key, () => this.#build(fn, codeOf(key, fn, this.#arena.shared)));
  }

  /** The code with a call block of its own. */
  instantiate(shape: Shape, region: Region): CompiledFunction {
    return new CompiledFunction(this.#arena, region, shape);
  }

  #build(fn: IrFunction, { emitted, wasm }: CompiledCode): Shape {
    const imports: Record<string, Record<string, unknown>> = { env: { memory: this.#arena.memory } };
    for (const { module, name } of emitted.imports) {
      const found = this.#rowFunctions[module]?.[name];
      if (typeof found !== "function") throw internal(`there is no row function ${module}.${name}`);
      imports[module] ??= {};
      (imports[module] as Record<string, unknown>)[name] = found;
    }
    const instance = new WebAssembly.Instance(wasm, imports);
    const modules = new Map(
      emitted.imports.map(({ module }) => [module, controlsOf(this.#rowFunctions, module)] as const),
    );
    const nullableOutputs = fn.exprs.map((expr) => expr.nullable);
    return { emitted, run: instance.exports["run"] as Run, nullableOutputs, modules };
  }
}
