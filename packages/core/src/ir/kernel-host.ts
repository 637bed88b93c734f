// What interpreted IR reaches outside itself when the kernel library is there: row functions are called one by
// one, with heaps that grow by adding blocks, so that every value stays until the host is closed. For constant
// folding and tests, where values are few.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError, internal } from "../common/error.ts";
import { controlsOf, kernelLibrary, NO_ROOM, type RowFunctions, statusPlace } from "../kernel/library.ts";
import { describeFailure, readText } from "../kernel/row-failure.ts";
import type { IrHost } from "./interpret.ts";
import type { IrCall, IrExpr } from "./ir.ts";

type Value = number | bigint;

const FIRST_HEAP_BYTES = 16384;

export class KernelHost implements Omit<IrHost, "inputs"> {
  readonly #arena: Arena;
  readonly #region: Region;
  readonly #functions: RowFunctions;
  readonly #blocks: Pointer[] = [];
  #heapBytes = FIRST_HEAP_BYTES;
  #next: Pointer;
  #end: Pointer;

  constructor(arena: Arena, region: Region, functions: RowFunctions = kernelLibrary(arena)) {
    this.#arena = arena;
    this.#region = region;
    this.#functions = functions;
    this.#next = this.#take(FIRST_HEAP_BYTES);
    this.#end = this.#next + FIRST_HEAP_BYTES;
  }

  call(expr: IrCall, args: readonly Value[]): Value {
    const controls = controlsOf(this.#functions, expr.module);
    for (;;) {
      controls.takeStatus();
      controls.setHeap(this.#next, this.#end);
      const { value, status } = this.#attempt(expr, args);
      if (status === 0) {
        this.#next = (controls.getHeapNext() + 15) & ~15;
        return value;
      }
      if (status !== NO_ROOM) {
        controls.takeStatus();
        throw this.#failed(expr, status, args);
      }
      this.#heapBytes *= 2;
      this.#next = this.#take(this.#heapBytes);
      this.#end = this.#next + this.#heapBytes;
    }
  }

  #attempt(expr: IrCall, args: readonly Value[]): { value: Value; status: number } {
    const run = this.#functions[expr.module]?.[expr.name];
    if (typeof run !== "function") throw internal(`there is no row function ${expr.module}.${expr.name}`);
    const wide: Pointer[] = [];
    const passed: Value[] = args.map((value, position) => {
      if (expr.args[position]?.type !== "i128") return value;
      const address = this.#wide(BigInt(value));
      wide.push(address);
      return address;
    });
    const out = expr.type === "i128" ? this.#wide(0n) : 0;
    if (out !== 0) passed.push(out);
    const answer = run(...passed) as Value;
    const value = out === 0 ? answer : this.#readWide(out);
    for (const address of [...wide, ...(out === 0 ? [] : [out])]) this.#region.free(address);
    const place = statusPlace(expr.module, expr.name, kindOf(expr));
    if (place === "nowhere") return { value, status: 0 };
    if (place === "module") return { value, status: controlsOf(this.#functions, expr.module).takeStatus() };
    return { value, status: answer < 0 ? Number(answer) : 0 };
  }

  bytes(value: Uint8Array): bigint {
    const address = this.#take(value.length);
    this.#arena.view().u8.set(value, address);
    return (BigInt(value.length) << 32n) | BigInt(address);
  }

  read(ref: bigint): Uint8Array {
    const address = Number(ref & 0xffffffffn);
    return this.#arena.view().u8.slice(address, address + Number(ref >> 32n));
  }

  #take(bytes: number): Pointer {
    const block = this.#region.allocate(bytes);
    this.#blocks.push(block);
    return block;
  }

  #wide(value: bigint): Pointer {
    const address = this.#region.allocate(16);
    const { i64 } = this.#arena.view();
    i64[address >>> 3] = BigInt.asIntN(64, value);
    i64[(address >>> 3) + 1] = BigInt.asIntN(64, value >> 64n);
    return address;
  }

  #readWide(address: Pointer): bigint {
    const { i64, u64 } = this.#arena.view();
    return ((i64[(address >>> 3) + 1] as bigint) << 64n) | (u64[address >>> 3] as bigint);
  }

  #failed(expr: IrCall, status: number, args: readonly Value[]): FfqError {
    const shown = (): string[] =>
      args
        .slice(0, 2)
        .map((value, position) =>
          expr.args[position]?.type === "ref" ? readText(this.#arena, value as bigint) : String(value),
        );
    const { sqlstate, message, unsupported, hint } = describeFailure(expr, status, shown);
    return new FfqError(unsupported === true ? "UNSUPPORTED" : "DATA", message, {
      sqlstate,
      ...(hint === undefined ? {} : { hint }),
    });
  }

  /** Frees every value that was made. */
  close(): void {
    for (const block of this.#blocks) this.#region.free(block);
    this.#blocks.length = 0;
  }
}

function kindOf(expr: IrExpr): "ref" | "wide" | "value" {
  return expr.type === "ref" ? "ref" : expr.type === "i128" ? "wide" : "value";
}
