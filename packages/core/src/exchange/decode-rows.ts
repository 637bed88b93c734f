// Frames from another process as rows in the arena. What can stay in the frame's own memory stays there; bits and
// narrow integers are widened, strings get refs. Nothing in a frame is believed: every length and offset is checked
// against the memory it lies in before a kernel follows it.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { badFrame, type ColumnBuffers, type FrameColumn, headLength, readFrame } from "../column/arrow-frame.ts";
import type { Vector } from "../column/vector.ts";
import { listBatchKernels } from "../kernel/list-batch.ts";
import { loadKernels } from "../kernel/load.ts";
import { rowKernels } from "../kernel/row.ts";
import { elementCodes } from "../type/element-code.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageOf, storageWidth } from "../type/storage.ts";
import type { ReceivedRows } from "./exchange.ts";
import { frameColumn, slotForm } from "./frame-columns.ts";

/** A frame on its way in: its bytes are written as they arrive. */
export interface OpenFrame {
  /** The next bytes; no more than were announced. */
  write(bytes: Uint8Array): void;
  /** The rows, which hold the frame's memory until they are released. @throws FfqError BAD_FILE, MEMORY_LIMIT */
  finish(): ReceivedRows;
  /** Frees the frame, unless it is finished. */
  abort(): void;
}

export class RowDecoder {
  readonly #region: Region;
  readonly #types: readonly LogicalType[];
  readonly #columns: readonly FrameColumn[];

  constructor(region: Region, types: readonly LogicalType[]) {
    this.#region = region;
    this.#types = types;
    this.#columns = types.map(frameColumn);
  }

  /** The rows of a frame in the region's memory, which is taken over. @throws FfqError BAD_FILE, MEMORY_LIMIT */
  decode(frame: Pointer, length: number): ReceivedRows {
    return this.#decode(frame, length);
  }

  /** Room for a frame of so many bytes. @throws FfqError MEMORY_LIMIT */
  open(length: number): OpenFrame {
    const region = this.#region;
    const frame = region.allocate(Math.max(length, 1));
    let written = 0;
    let isOpen = true;
    return {
      write(bytes: Uint8Array): void {
        if (!isOpen || written + bytes.length > length) throw badFrame("it is longer than announced");
        region.arena.view().u8.set(bytes, frame + written);
        written += bytes.length;
      },
      finish: () => {
        if (!isOpen || written !== length) throw badFrame("it is shorter than announced");
        isOpen = false;
        return this.#decode(frame, length);
      },
      abort(): void {
        if (isOpen) region.free(frame);
        isOpen = false;
      },
    };
  }

  #decode(frame: Pointer, length: number): ReceivedRows {
    const region = this.#region;
    const owned: Pointer[] = [frame];
    const release = (): void => {
      for (const pointer of owned.splice(0)) region.free(pointer);
    };
    try {
      const head = headLength(this.#copy(frame, Math.min(8, length)), length);
      const layout = readFrame(this.#columns, this.#copy(frame, head), length);
      const { rows } = layout;
      const columns = layout.columns.map((buffers, position) =>
        new ColumnDecoder(region, owned, frame, rows).decode(this.#types[position] as LogicalType, buffers),
      );
      const bytes = owned.reduce((sum, pointer) => sum + region.capacityOf(pointer), 0);
      return { rows, bytes, pieces: [{ rows, columns }], owned, release };
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  /** In ordinary memory, where Arrow's reader can look at it. */
  #copy(from: Pointer, length: number): Uint8Array {
    return this.#region.arena.view().u8.slice(from, from + length);
  }
}

/** Numerics are read as 32-bit words. */
const NUMERIC_ALIGNMENT = 4;

class ColumnDecoder {
  readonly #region: Region;
  readonly #owned: Pointer[];
  readonly #frame: Pointer;
  readonly #rows: number;

  constructor(region: Region, owned: Pointer[], frame: Pointer, rows: number) {
    this.#region = region;
    this.#owned = owned;
    this.#frame = frame;
    this.#rows = rows;
  }

  decode(type: LogicalType, buffers: ColumnBuffers): Vector {
    const validity = buffers.nullCount === 0 ? 0 : this.#unpack(buffers.validity.offset);
    const data = this.#data(type, buffers, validity);
    return { type, storage: storageOf(type), data, validity, index: 0, slots: this.#rows, dictionary: 0 };
  }

  #allocate(bytes: number): Pointer {
    const pointer = this.#region.allocate(Math.max(bytes, 1));
    this.#owned.push(pointer);
    return pointer;
  }

  #unpack(offset: number): Pointer {
    const bytes = this.#allocate(this.#rows);
    loadKernels(this.#region.arena).unpackBits(this.#frame + offset, this.#rows, bytes);
    return bytes;
  }

  #data(type: LogicalType, buffers: ColumnBuffers, validity: Pointer): Pointer {
    const { offset } = buffers.data;
    switch (slotForm(type)) {
      case "bits":
        return this.#unpack(offset);
      case "narrow16": {
        const wide = this.#allocate(this.#rows * storageWidth("i32"));
        loadKernels(this.#region.arena).widen16(this.#frame + offset, this.#rows, wide);
        return wide;
      }
      case "slots":
        return this.#frame + offset;
      case "texts":
        return this.#refs(buffers);
      case "nested":
        return this.#nested(type, this.#refs(buffers), validity);
      case "numerics":
        return this.#numerics(this.#refs(buffers), validity, buffers.data.length);
    }
  }

  #refs({ offsets, data }: ColumnBuffers): Pointer {
    const refs = this.#allocate(this.#rows * storageWidth("ref"));
    if (this.#rows === 0) return refs;
    const kernels = loadKernels(this.#region.arena);
    const ends = this.#frame + offsets.offset;
    if (kernels.misplacedEnd(ends, this.#rows, data.length) !== -1) throw badFrame("a string lies outside of it");
    kernels.refsOf(ends, this.#frame + data.offset, this.#rows, refs);
    return refs;
  }

  #nested(type: LogicalType, refs: Pointer, validity: Pointer): Pointer {
    const codes = elementCodes(type);
    const program = this.#allocate(codes.length);
    this.#region.arena.view().u8.set(codes, program);
    if (listBatchKernels(this.#region.arena).malformed(refs, validity, this.#rows, program) !== -1) {
      throw badFrame(`a ${type.kind} is damaged`);
    }
    return refs;
  }

  /** Copies them to where they are aligned. */
  #numerics(refs: Pointer, validity: Pointer, bytes: number): Pointer {
    const { arena } = this.#region;
    if (loadKernels(arena).malformedNumeric(refs, validity, this.#rows) !== -1) throw badFrame("a numeric is damaged");
    const room = bytes + this.#rows * NUMERIC_ALIGNMENT;
    const heap = this.#allocate(room + 16);
    const copied = this.#allocate(this.#rows * storageWidth("ref"));
    const state = this.#allocate(16);
    arena.view().u32.set([0, heap, heap + room, NUMERIC_ALIGNMENT - 1], state >>> 2);
    rowKernels(arena).copyRefs(refs, 0, validity, this.#rows, copied, state);
    if (arena.view().u32[state >>> 2] !== this.#rows) throw badFrame("its numerics are larger than announced");
    return copied;
  }
}
