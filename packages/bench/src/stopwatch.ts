// What a piece of work takes, in milliseconds: by the wall, or by the processor time of all of this process's threads.
// The second is what may be compared on a machine that does much else at the same time.

export type Clock = "wall" | "cpu";

/** The value of a `--clock` flag. */
export function clockOf(value: string): Clock {
  if (value !== "wall" && value !== "cpu") throw new Error("--clock is wall or cpu");
  return value;
}

/** Milliseconds that the work takes. */
export async function timed(work: () => Promise<unknown>, clock: Clock = "wall"): Promise<number> {
  const start = now(clock);
  await work();
  return now(clock) - start;
}

function now(clock: Clock): number {
  if (clock === "wall") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
