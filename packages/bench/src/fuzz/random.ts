// Randomness that one seed decides (splitmix32), and the choices that generators make with it.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to, without, `below`. */
  below(below: number): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % below;
  }

  /** True so many times out of a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  times<T>(least: number, most: number, make: (position: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, position) => make(position));
  }
}
