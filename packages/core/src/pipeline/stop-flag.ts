// A query's stop sign: one word in the arena that its threads poll between batches and in long kernels. Raised
// once; why it was raised stays.
import type { Arena, Pointer } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import { FfqError } from "../common/error.ts";

/** failed: another thread's error ends the query; what is raised then only unwinds this one's work. */
export type StopReason = "cancelled" | "timeout" | "closed" | "failed";

const REASONS: readonly StopReason[] = ["cancelled", "timeout", "closed", "failed"];

/** The error by which a stopped query ends. */
export function stopError(reason: StopReason, cause?: unknown): FfqError {
  switch (reason) {
    case "cancelled":
    case "failed":
      return new FfqError("CANCELLED", "canceling statement due to user request", { sqlstate: "57014" }, cause);
    case "timeout":
      return new FfqError("TIMEOUT", "canceling statement due to statement timeout", { sqlstate: "57014" });
    case "closed":
      return new FfqError("CLOSED", "the engine was closed while the query ran", { sqlstate: "57P01" });
  }
}

export class StopFlag {
  readonly #arena: Arena;
  readonly address: Pointer;

  private constructor(arena: Arena, address: Pointer) {
    this.#arena = arena;
    this.address = address;
  }

  /** A lowered flag in the region. */
  static create(region: Region): StopFlag {
    return new StopFlag(region.arena, region.allocateZeroed(4));
  }

  static attach(arena: Arena, address: Pointer): StopFlag {
    return new StopFlag(arena, address);
  }

  /** The first reason counts. */
  raise(reason: StopReason): void {
    Atomics.compareExchange(this.#arena.view().i32, this.address >>> 2, 0, REASONS.indexOf(reason) + 1);
  }

  get reason(): StopReason | undefined {
    const raised = Atomics.load(this.#arena.view().i32, this.address >>> 2);
    // Polled for each batch: an array that is asked for what it has not would spell the number first.
    return raised === 0 ? undefined : REASONS[raised - 1];
  }

  /** @throws FfqError CANCELLED, TIMEOUT or CLOSED once the flag is raised */
  check(): void {
    const { reason } = this;
    if (reason !== undefined) throw stopError(reason);
  }
}
