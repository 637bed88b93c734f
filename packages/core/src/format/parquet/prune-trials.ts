// Whether looking further is worth its reads: what has passed over nothing in the first row groups of a scan is tried
// only now and then in the others. Data that row groups' own statistics tell nothing of is rarely different further on.

/** Row groups that are always tried, and then one of so many. */
const FIRST = 3;
const LATER = 16;

export class PruneTrials {
  #chances = 0;
  #hasHelped = false;

  /** Whether to try it for the next row group. */
  next(): boolean {
    const chance = this.#chances++;
    return this.#hasHelped || chance < FIRST || chance % LATER === 0;
  }

  helped(): void {
    this.#hasHelped = true;
  }
}
