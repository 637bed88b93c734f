// Combining by several threads, in phases: in each, every thread does a share of the work, and when all are done it is
// decided what the next one is, by a thread that does no work by rows (it reserves memory, and looks at what the shares say).
// What goes between threads is plain data. Instead of one task's combine (operator.ts), where there is much to do.
import type { Region } from "../arena/region.ts";
import type { Share } from "../kernel/hash-join-shares.ts";
import type { TaskContext } from "./operator.ts";

export interface PhaseOptions {
  /** How many threads share in it: two or more. */
  readonly shares: number;
  /** Bytes that there is room for beside the parts. */
  readonly room: number;
  /** Fewer rows are one task's. Absent: as measured. */
  readonly leastRows?: number;
}

/** A phase to be done. `isLast`: whether the state follows. */
export interface NextPhase<Phase> {
  readonly kind: "phase";
  readonly phase: Phase;
  readonly isLast: boolean;
}

export type PhaseStep<Phase, State> = NextPhase<Phase> | { readonly kind: "state"; readonly state: State };

export interface PhasedCombine<Spec, Part, Phase, Done, State> {
  /** Takes the parts over; undefined, and nothing is done, when one task had better combine them. @throws FfqError MEMORY_LIMIT */
  begin(spec: Spec, region: Region, parts: readonly Part[], options: PhaseOptions): NextPhase<Phase> | undefined;
  /** A share of a phase, in slices of a few milliseconds. */
  share(spec: Spec, context: TaskContext, phase: Phase, share: Share): Generator<void, Done>;
  /** After a phase: what its shares came to, in their order. @throws FfqError MEMORY_LIMIT */
  next(spec: Spec, region: Region, phase: Phase, done: readonly Done[]): PhaseStep<Phase, State>;
}

/** A phased combine and what it is asked for, for those that only hand on what goes between threads. */
export interface SinkPhases {
  begin(region: Region, parts: readonly unknown[], options: PhaseOptions): NextPhase<unknown> | undefined;
  share(context: TaskContext, phase: unknown, share: Share): Generator<void, unknown>;
  next(region: Region, phase: unknown, done: readonly unknown[]): PhaseStep<unknown, unknown>;
}

export function phasesFor<Spec, Part, Phase, Done, State>(
  spec: Spec,
  phased: PhasedCombine<Spec, Part, Phase, Done, State>,
): SinkPhases {
  return {
    begin: (region, parts, options) => phased.begin(spec, region, parts as readonly Part[], options),
    share: (context, phase, share) => phased.share(spec, context, phase as Phase, share),
    next: (region, phase, done) => phased.next(spec, region, phase as Phase, done as readonly Done[]),
  };
}
