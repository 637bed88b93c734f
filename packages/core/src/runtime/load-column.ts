// One column of a new segment: from batches in Arrow's layout to slots in the arena. Strings that repeat become
// a dictionary: grouping, joining and comparing them then run once per entry.

import type { Arena, Pointer } from "../arena/arena.ts";
import { copyBytes, fillBytes } from "../arena/bulk-memory.ts";
import type { Region } from "../arena/region.ts";
import type { ColumnStatistics } from "../catalog/statistics.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import type { ResultColumn } from "../column/result-batch.ts";
import type { Vector } from "../column/vector.ts";
import { NO_SYMBOL, SymbolTable } from "../kernel/hash-symbol.ts";
import { type LoadKernels, loadKernels } from "../kernel/load.ts";
import { leavingType } from "../type/leaving-type.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { NumericReader } from "./numeric-reader.ts";

/** A column with what belongs to it. */
export interface LoadedColumn {
  readonly vector: Vector;
  readonly statistics: ColumnStatistics;
  readonly slots: readonly Pointer[];
  /** What slots refer to. */
  readonly heaps: readonly Pointer[];
}

export interface LoadContext {
  readonly arena: Arena;
  readonly region: Region;
  readonly numerics: NumericReader;
}

/** All parts behind one another. @throws FfqError MEMORY_LIMIT, with nothing left allocated but what `allocated` lists */
export function loadColumn(
  context: LoadContext,
  type: LogicalType,
  parts: readonly ResultColumn[],
  allocated: Pointer[],
): LoadedColumn {
  return new ColumnLoader(context, type, parts, allocated).load();
}

/** Strings are a dictionary when a first stretch of rows has at most this many, and all rows at most the other. */
const SAMPLE_ROWS = 8192;
const SAMPLE_SYMBOLS = 1024;
const MOST_SYMBOLS = 16384;

class ColumnLoader {
  readonly #context: LoadContext;
  readonly #kernels: LoadKernels;
  readonly #type: LogicalType;
  readonly #parts: readonly ResultColumn[];
  readonly #rows: number;
  readonly #nullCount: number;
  readonly #allocated: Pointer[];

  constructor(context: LoadContext, type: LogicalType, parts: readonly ResultColumn[], allocated: Pointer[]) {
    this.#context = context;
    this.#kernels = loadKernels(context.arena);
    this.#type = type;
    this.#parts = parts;
    this.#allocated = allocated;
    this.#rows = parts.reduce((total, { rows }) => total + rows, 0);
    this.#nullCount = parts.reduce((total, { nullCount }) => total + nullCount, 0);
  }

  load(): LoadedColumn {
    const validity = this.#loadValidity();
    if (storageOf(this.#type) !== "ref") return this.#loadFixed(validity);
    const text = this.#loadTexts(validity);
    if (leavingType(this.#type) !== this.#type) return this.#loadNumerics(text);
    return this.#asDictionary(text) ?? text;
  }

  #allocate(bytes: number): Pointer {
    const pointer = this.#context.region.allocate(Math.max(bytes, 1));
    this.#allocated.push(pointer);
    return pointer;
  }

  /** Gives back what a column does not keep. */
  #free(pointers: readonly Pointer[]): void {
    for (const pointer of pointers) {
      if (pointer === 0) continue;
      const position = this.#allocated.indexOf(pointer);
      if (position >= 0) this.#allocated.splice(position, 1);
      this.#context.region.free(pointer);
    }
  }

  /** A copy of the caller's bytes, for a kernel to read. */
  #stage(bytes: Uint8Array): Pointer {
    const pointer = this.#allocate(bytes.length);
    this.#context.arena.view().u8.set(bytes, pointer);
    return pointer;
  }

  #loadValidity(): Pointer {
    if (this.#nullCount === 0) return 0;
    const validity = this.#allocate(this.#rows);
    let at = validity;
    for (const { validity: bits, rows } of this.#parts) {
      if (bits === undefined) {
        fillBytes(this.#context.arena, 1, at, at + rows);
      } else {
        const staged = this.#stage(bits);
        this.#kernels.unpackBits(staged, rows, at);
        this.#free([staged]);
      }
      at += rows;
    }
    return validity;
  }

  #vector(data: Pointer, validity: Pointer): Vector {
    const storage = storageOf(this.#type);
    return { type: this.#type, storage, data, validity, index: 0, slots: this.#rows, dictionary: 0 };
  }

  #loadFixed(validity: Pointer): LoadedColumn {
    const width = storageWidth(storageOf(this.#type));
    const data = this.#allocate(this.#rows * width);
    let at = data;
    for (const part of this.#parts) {
      this.#loadPart(part, at);
      at += part.rows * width;
    }
    const vector = this.#vector(data, validity);
    return { vector, statistics: this.#bounds(vector), slots: [data, validity], heaps: [] };
  }

  #loadPart({ data, rows }: ResultColumn, out: Pointer): void {
    const convert = this.#conversion();
    if (convert === undefined) {
      const width = storageWidth(storageOf(this.#type));
      this.#context.arena.view().u8.set(data.subarray(0, rows * width), out);
      return;
    }
    const staged = this.#stage(data);
    convert(staged, rows, out);
    this.#free([staged]);
  }

  /** What makes slots of Arrow's layout; undefined where they are the same. */
  #conversion(): ((from: Pointer, rows: number, out: Pointer) => void) | undefined {
    const kernels = this.#kernels;
    switch (this.#type.kind) {
      case "bool":
        return kernels.unpackBits;
      case "int2":
        return kernels.widen16;
      case "numeric":
        return storageOf(this.#type) === "i64" ? kernels.narrow128 : undefined;
      default:
        return undefined;
    }
  }

  #bounds({ data, validity, storage }: Vector): ColumnStatistics {
    const { nullCount } = { nullCount: this.#nullCount };
    const isWide = storage === "i64";
    if (!isWide && storage !== "i32") return { nullCount };
    const out = this.#allocate(16);
    const kernel = isWide ? this.#kernels.bounds64 : this.#kernels.bounds32;
    const valid = kernel(data, validity, this.#rows, out);
    const { i32, i64 } = this.#context.arena.view();
    const at = isWide ? out >>> 3 : out >>> 2;
    const values = isWide ? i64 : i32;
    const [minimum, maximum] = [values[at] as number | bigint, values[at + 1] as number | bigint];
    this.#free([out]);
    return valid === 0 ? { nullCount } : { nullCount, minimum, maximum };
  }

  #loadTexts(validity: Pointer): LoadedColumn {
    const bytes = this.#allocate(this.#parts.reduce((total, part) => total + byteLength(part), 0));
    const refs = this.#allocate(this.#rows * 8);
    let [byte, row] = [bytes, refs];
    for (const part of this.#parts) {
      const used = byteLength(part);
      const first = part.offsets?.[0] ?? 0;
      this.#context.arena.view().u8.set(part.data.subarray(first, first + used), byte);
      const offsets = part.offsets ?? new Int32Array(part.rows + 1);
      const staged = this.#stage(new Uint8Array(offsets.buffer, offsets.byteOffset, (part.rows + 1) * 4));
      this.#kernels.refsOf(staged, byte - first, part.rows, row);
      this.#free([staged]);
      byte += used;
      row += part.rows * 8;
    }
    const vector = this.#vector(refs, validity);
    return { vector, statistics: { nullCount: this.#nullCount }, slots: [refs, validity], heaps: [bytes] };
  }

  /** The same strings as codes; undefined where too many are different. */
  #asDictionary({ vector, statistics, slots, heaps }: LoadedColumn): LoadedColumn | undefined {
    const { arena, region } = this.#context;
    const { data, validity } = vector;
    const symbols = SymbolTable.create(region);
    const codes = this.#allocate(this.#rows * 4);
    for (let from = 0; from < this.#rows; from += SAMPLE_ROWS) {
      const rows = Math.min(SAMPLE_ROWS, this.#rows - from);
      const part = { data: data + from * 8, index: 0, validity: validity === 0 ? 0 : validity + from };
      symbols.intern(part, rows, codes + from * 4);
      const isRepeated = symbols.count <= (from === 0 ? Math.min(SAMPLE_SYMBOLS, rows / 2) : MOST_SYMBOLS);
      if (isRepeated) continue;
      symbols.release();
      this.#free([codes]);
      return undefined;
    }
    const { count } = symbols;
    // One more slot shows NULL.
    const isNullable = validity !== 0;
    const entries = this.#allocate((count + 1) * 8);
    copyBytes(arena, entries, symbols.symbols, count * 8);
    fillBytes(arena, 0, entries + count * 8, entries + (count + 1) * 8);
    const valid = isNullable ? this.#allocate(count + 1) : 0;
    if (isNullable) {
      fillBytes(arena, 1, valid, valid + count);
      arena.view().u8[valid + count] = 0;
      this.#kernels.replace32(codes, this.#rows, NO_SYMBOL, count);
    }
    symbols.detach();
    const { chunks, slots: table, symbols: list } = symbols.toData();
    region.free(table);
    region.free(list);
    this.#allocated.push(...chunks);
    this.#free([...slots, ...heaps]);
    const dictionary = nextDictionaryId(arena);
    const coded = { data: entries, validity: valid, index: codes, slots: isNullable ? count + 1 : count, dictionary };
    return {
      vector: { ...vector, ...coded },
      statistics: { ...statistics, distinctCount: count },
      slots: [codes],
      heaps: [entries, valid, ...chunks],
    };
  }

  /** Numerics without fixed scale arrive as text, among elements too. */
  #loadNumerics({ vector, statistics, slots, heaps }: LoadedColumn): LoadedColumn {
    const refs = this.#allocate(this.#rows * 8);
    const blocks = this.#context.numerics.read(
      { ...vector, type: leavingType(this.#type) },
      this.#type,
      this.#rows,
      refs,
      this.#allocated,
    );
    const [texts] = slots as readonly [Pointer];
    this.#free([texts, ...heaps]);
    return { vector: { ...vector, data: refs }, statistics, slots: [refs, vector.validity], heaps: blocks };
  }
}

function byteLength({ offsets, rows }: ResultColumn): number {
  return offsets === undefined ? 0 : (offsets[rows] as number) - (offsets[0] as number);
}
