// Test data: spilling to a disk of this process's memory, which may become full.
import { FfqError } from "../../common/error.ts";
import type { SpillDisk } from "../../io/spill-disk.ts";
import { COUNTER_BYTES, Spill } from "../../spill/spill.ts";
import type { TaskContext } from "../operator.ts";

export interface MemoryDisk extends SpillDisk {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Files that are not closed. */
  readonly open: ReadonlySet<string>;
}

/** `capacity`: bytes after which writing fails as on a full disk. */
export function memoryDisk(capacity: number = Number.POSITIVE_INFINITY): MemoryDisk {
  const files = new Map<string, Uint8Array>();
  const open = new Set<string>();
  let used = 0;
  return {
    files,
    open,
    create(name) {
      files.set(name, new Uint8Array());
      open.add(name);
      return {
        append(bytes) {
          used += bytes.length;
          if (used > capacity)
            throw new FfqError("IO", "cannot spill: no space left on the device", { sqlstate: "53100" });
          files.set(name, Buffer.concat([files.get(name) as Uint8Array, bytes]));
        },
        close: () => void open.delete(name),
      };
    },
    read: (name, offset, into) => into.set((files.get(name) as Uint8Array).subarray(offset, offset + into.length)),
  };
}

export interface SpillingContext {
  readonly context: TaskContext;
  release(): void;
}

/** The context of a task that spills from `threshold` bytes (0: when memory is short). */
export function spillingContext(
  context: TaskContext,
  disk: SpillDisk,
  threshold: number,
  threads = 1,
): SpillingContext {
  const { arena, region } = context;
  const counters = region.allocateZeroed(COUNTER_BYTES);
  const spill = new Spill(arena, { folder: "", threshold, limit: 0, threads, counters }, disk);
  return { context: { ...context, spill }, release: () => region.free(counters) };
}
