// Columns from one memory of the engine (arena/memories.ts) in another. Slots and indexes are copied as they lie; what
// refs show holds no addresses itself (kernel/assembly/list-layout.part.ts), so that it is gathered into one block,
// copied, and the refs moved along.
import type { Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { nextDictionaryId } from "../column/dictionary-id.ts";
import type { Vector } from "../column/vector.ts";
import { resultKernels } from "../kernel/result.ts";
import { rowKernels } from "../kernel/row.ts";
import type { LogicalType } from "../type/logical-type.ts";
import { storageWidth } from "../type/storage.ts";

export interface VectorCopy {
  /** The first row and how many. */
  readonly start: number;
  readonly rows: number;
  /** Of the column's memory: for what copying needs on the way. */
  readonly from: Region;
  readonly to: Region;
  /** Every allocation is added, also when it throws. */
  readonly owned: Pointer[];
}

/** Rows of a column, in another memory. @throws FfqError MEMORY_LIMIT */
export function copyVector(vector: Vector, copy: VectorCopy): Vector {
  const { start, rows } = copy;
  if (vector.index === 0) return copySlots(vector, start, rows, copy);
  const slots = copySlots(vector, 0, vector.slots, copy);
  const index = copyBytes(copy, vector.index + start * 4, rows * 4);
  const dictionary = vector.dictionary <= 0 ? 0 : nextDictionaryId(copy.to.arena);
  return { ...slots, index, dictionary };
}

function copySlots(vector: Vector, start: number, slots: number, copy: VectorCopy): Vector {
  const width = storageWidth(vector.storage);
  const from = { ...vector, data: vector.data + start * width, index: 0, slots, dictionary: 0 };
  const validity = vector.validity === 0 ? 0 : vector.validity + start;
  const data =
    vector.storage === "ref" ? copyRefs({ ...from, validity }, copy) : copyBytes(copy, from.data, slots * width);
  return { ...from, data, validity: validity === 0 ? 0 : copyBytes(copy, validity, slots) };
}

/** Digits of numerics are read as 32-bit words. */
const alignmentOf = ({ kind }: LogicalType): number => (kind === "numeric" ? 4 : 1);

function copyRefs({ type, data, validity, slots }: Vector, copy: VectorCopy): Pointer {
  const { from } = copy;
  const alignment = alignmentOf(type);
  const bytes = Number(resultKernels(from.arena).countBytes(data, 0, validity, slots));
  const room = bytes + slots * (alignment - 1);
  const scratch: Pointer[] = [];
  const take = (size: number): Pointer => {
    const pointer = from.allocate(Math.max(1, size));
    scratch.push(pointer);
    return pointer;
  };
  try {
    const [heap, refs, state] = [take(room + 16), take(slots * 8), take(16)];
    from.arena.view().u32.set([0, heap, heap + room, alignment - 1], state >>> 2);
    rowKernels(from.arena).copyRefs(data, 0, validity, slots, refs, state);
    const end = from.arena.view().u32[(state >>> 2) + 1] as number;
    const moved = copyBytes(copy, heap, end - heap);
    const out = copyBytes(copy, refs, slots * 8);
    rowKernels(copy.to.arena).moveRefs(out, slots, (moved - heap) | 0);
    return out;
  } finally {
    for (const pointer of scratch) from.free(pointer);
  }
}

function copyBytes({ from, to, owned }: VectorCopy, at: Pointer, bytes: number): Pointer {
  const pointer = to.allocate(Math.max(1, bytes));
  owned.push(pointer);
  to.arena.view().u8.set(from.arena.view().u8.subarray(at, at + bytes), pointer);
  return pointer;
}
