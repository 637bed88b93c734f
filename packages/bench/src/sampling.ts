// How often a query is timed. What takes ten milliseconds is timed more often than what takes ten seconds: a median of few short
// runs is noise, and an engine whose code is compiled while it runs (V8 compiles ours) is measured as it gets warm, not as it
// works. The same runs count for both engines, which take turns.

/** At least `least` times, and on until the runs of both engines have taken `seconds`, up to 40 times. */
export interface Sampling {
  readonly least: number;
  readonly seconds: number;
}

const SECONDS = 2;
/** The median of so many is steady enough. */
const MOST_RUNS = 40;

/** `--runs`: so many; without it at least `least`, and for two seconds. */
export function samplingOf(runs: string | undefined, least: number): Sampling {
  return runs === undefined ? { least, seconds: SECONDS } : { least: Number(runs), seconds: 0 };
}

/** Whether a query was timed often enough. @param milliseconds that its runs took */
export function isEnough({ least, seconds }: Sampling, runs: number, milliseconds: number): boolean {
  if (runs < least) return false;
  return runs >= MOST_RUNS || milliseconds >= 1000 * seconds;
}
