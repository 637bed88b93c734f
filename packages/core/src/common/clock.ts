// Time as a port: what measures or waits takes a clock, so that tests and simulations decide what time it is.

export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `action` after `milliseconds`; the answer cancels that. Does not keep the process alive. */
  after(milliseconds: number, action: () => void): () => void;
}

/** Milliseconds since some fixed moment; Node's `performance` is nine modules, which its first use loads. */
function steadyMs(): number {
  if (typeof process === "undefined") return performance.now();
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** From then on, time of day is what went by: not before it is asked for, since a simulation has both clocks replaced. */
let origin: number | undefined;

/** The host's time of day: microseconds since 1970-01-01 UTC. */
export function wallMicros(): bigint {
  origin ??= Date.now() - steadyMs();
  return BigInt(Math.round((origin + steadyMs()) * 1000));
}

/** Asking the system costs 7 to 20 us, which is too much for each of a query's steps. */
const WORKED_FOR_MS = 4;
let askedAt = Number.NEGATIVE_INFINITY;
let workedThen = 0;

/**
 * Milliseconds that this process has worked, on all its threads: not those in which the machine worked for others.
 * Good to 4: the system is asked once in so many, and in between what went by counts as worked.
 */
export function workedMs(): number {
  if (typeof process === "undefined") return performance.now(); // pages are not told
  const now = steadyMs();
  if (now - askedAt < WORKED_FOR_MS) return workedThen + now - askedAt;
  askedAt = now;
  const { user, system } = process.cpuUsage();
  workedThen = (user + system) / 1000;
  return workedThen;
}

/** The host's clock. */
export const systemClock: Clock = {
  now: steadyMs,
  after: (milliseconds, action) => {
    // Timers hold at most 2^31 - 1 milliseconds; longer ones would fire at once.
    const timer = setTimeout(action, Math.min(milliseconds, 0x7fffffff));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
