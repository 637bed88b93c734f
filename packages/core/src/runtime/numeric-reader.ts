// Texts of numerics, and lists and structs that hold such, to the form in which they are stored: the cast that SQL has,
// over batches, and a copy of what it made into memory that stays.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { Compiler } from "../codegen/compile.ts";
import { Projection } from "../codegen/projection.ts";
import type { Vector } from "../column/vector.ts";
import { DEFAULT_BATCH_ROWS } from "../column/vector.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { kernelLibrary } from "../kernel/library.ts";
import { rowKernels } from "../kernel/row.ts";
import { scanVectors } from "../operator/scan-vectors.ts";
import type { LogicalType } from "../type/logical-type.ts";

/** Numerics are read as 32-bit words. */
const ALIGNMENT_MASK = 3;
const LEAST_BLOCK = 65536;

export class NumericReader {
  readonly #arena: Arena;
  readonly #region: Region;
  #compiler: Compiler | undefined;

  constructor(arena: Arena, region: Region) {
    this.#arena = arena;
    this.#region = region;
  }

  /** Writes a ref of `type` per row to `refs`; answers the blocks that hold the values, which are in `allocated` too. */
  read(texts: Vector, type: LogicalType, rows: number, refs: Pointer, allocated: Pointer[]): readonly Pointer[] {
    this.#compiler ??= new Compiler(this.#arena, kernelLibrary(this.#arena));
    const projection = new Projection(
      {
        arena: this.#arena,
        region: this.#region,
        compiler: this.#compiler,
        functions: evaluationFunctions(),
        batchRows: DEFAULT_BATCH_ROWS,
      },
      [{ kind: "cast", input: { kind: "input", index: 0, type: texts.type }, type, form: "explicit" }],
    );
    const copy = new RefCopy(this.#region, allocated);
    try {
      const source = scanVectors([texts], 0, rows, DEFAULT_BATCH_ROWS);
      let out = refs;
      for (let batch = source.next(); batch !== undefined; batch = source.next()) {
        const [numerics] = projection.evaluate(batch) as readonly [Vector];
        copy.append(numerics, batch.rows, out);
        out += batch.rows * 8;
      }
      return copy.blocks;
    } finally {
      copy.close();
      projection.close();
    }
  }
}

/** Copies what refs show into blocks of its own. */
class RefCopy {
  readonly blocks: Pointer[] = [];
  readonly #region: Region;
  readonly #allocated: Pointer[];
  readonly #state: Pointer;
  #next = 0;
  #end = 0;

  constructor(region: Region, allocated: Pointer[]) {
    this.#region = region;
    this.#allocated = allocated;
    this.#state = region.allocate(16);
  }

  append({ data, index, validity }: Vector, rows: number, out: Pointer): void {
    const { arena } = this.#region;
    const at = this.#state >>> 2;
    for (let row = 0; row < rows; ) {
      arena.view().u32.set([row, this.#next, this.#end, ALIGNMENT_MASK], at);
      const missing = rowKernels(arena).copyRefs(data, index, validity, rows, out, this.#state) >>> 0;
      const { u32 } = arena.view();
      row = u32[at] as number;
      this.#next = u32[at + 1] as number;
      if (row < rows) this.#addBlock(missing);
    }
  }

  #addBlock(bytes: number): void {
    const size = Math.max(bytes, LEAST_BLOCK);
    // The kernel copies in steps of 16 bytes: what is behind the end belongs to the block as well.
    this.#next = this.#region.allocate(size + 16);
    this.#end = this.#next + size;
    this.blocks.push(this.#next);
    this.#allocated.push(this.#next);
  }

  close(): void {
    this.#region.free(this.#state);
  }
}
