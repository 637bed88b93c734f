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
    remove(name) {
      const bytes = (files.get(name) as Uint8Array).length;
      files.delete(name);
      return bytes;
    },
  };
}

/** What goes wrong, and at which call of its kind, counted from 0. */
export interface DiskFault {
  readonly kind: "full" | "no-file" | "vanished" | "short" | "flipped";
  readonly at: number;
}

/** SQLSTATE of the error that a fault must end in. */
export function faultState({ kind }: DiskFault): string {
  return kind === "full" ? "53100" : "58030";
}

/** A disk of this process's memory that fails once; `happened` says whether it came to that. */
export function faultyDisk({ kind, at }: DiskFault): MemoryDisk & { readonly happened: () => boolean } {
  const disk = memoryDisk();
  const counts = { create: 0, append: 0, read: 0 };
  let isDone = false;
  const isNow = (call: keyof typeof counts, ...kinds: readonly DiskFault["kind"][]): boolean => {
    const isThis = kinds.includes(kind) && counts[call] === at;
    counts[call]++;
    if (isThis) isDone = true;
    return isThis;
  };
  const broken = (said: string, sqlstate = "58030"): FfqError =>
    new FfqError("IO", `cannot spill: ${said}`, { sqlstate });
  return {
    ...disk,
    happened: () => isDone,
    create(name) {
      if (isNow("create", "no-file")) throw broken("EACCES");
      const output = disk.create(name);
      return {
        close: output.close,
        append(bytes) {
          if (isNow("append", "full")) throw broken("no space left on the device", "53100");
          output.append(bytes);
        },
      };
    },
    read(name, offset, into) {
      const fails = isNow("read", "vanished", "short", "flipped");
      if (fails && kind === "vanished") throw broken("ENOENT");
      // As the file system does: what is there is read before the end is met.
      disk.read(name, offset, fails && kind === "short" ? into.subarray(0, into.length >>> 1) : into);
      if (fails && kind === "short") throw new FfqError("IO", "a spill file ends too early", { sqlstate: "58030" });
      if (fails) into[into.length >>> 1] = (into[into.length >>> 1] as number) ^ 4;
    },
  };
}

/** Every fault at every call where it can happen, at most `most` of each kind, spread evenly. */
export function eachFault(work: (disk: MemoryDisk) => void, check: (fault: DiskFault) => void, most = 5): void {
  const counts = { create: 0, append: 0, read: 0 };
  const disk = memoryDisk();
  work({
    ...disk,
    create(name) {
      counts.create++;
      const output = disk.create(name);
      return {
        close: output.close,
        append(bytes) {
          counts.append++;
          output.append(bytes);
        },
      };
    },
    read(name, offset, into) {
      counts.read++;
      disk.read(name, offset, into);
    },
  });
  const calls = {
    full: counts.append,
    "no-file": counts.create,
    vanished: counts.read,
    short: counts.read,
    flipped: counts.read,
  };
  for (const [kind, count] of Object.entries(calls) as [DiskFault["kind"], number][]) {
    const step = Math.max(1, Math.floor(count / most));
    for (let at = 0; at < count; at += step) check({ kind, at });
  }
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
