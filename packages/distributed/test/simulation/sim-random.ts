// All chance of a simulation comes from one seed. Each purpose has a generator of its own, derived by name, so that
// one more number drawn for the network does not change what the disks do.

/** A small fast generator (sfc32) with the few ways of asking that a simulation needs. */
export class SimRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  private constructor(a: number, b: number, c: number) {
    this.#a = a;
    this.#b = b;
    this.#c = c;
    for (let round = 0; round < 12; round++) this.#next();
  }

  static fromSeed(seed: number): SimRandom {
    return new SimRandom(seed | 0, Math.floor(seed / 2 ** 32) | 0, 0x9e3779b9 | 0);
  }

  /** A generator for one purpose: the same for the same seed and name, whatever else was drawn. */
  static named(seed: number, name: string): SimRandom {
    let hash = 0x811c9dc5;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    return new SimRandom(seed | 0, hash, Math.floor(seed / 2 ** 32) | 0);
  }

  /** From 0 up to 1. */
  unit(): number {
    return this.#next() / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** A whole number from `least` up to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.unit() * (most - least + 1));
  }

  /** Mostly near `typical`, sometimes many times that: how long things take. */
  duration(typical: number): number {
    const unit = this.unit();
    return unit < 0.97 ? typical * (0.5 + unit) : typical * (2 + 30 * this.unit());
  }

  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("there is nothing to pick from");
    return items[Math.floor(this.unit() * items.length)] as Item;
  }

  /** A copy in another order. */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const mixed = [...items];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.between(0, last);
      const held = mixed[last] as Item;
      mixed[last] = mixed[other] as Item;
      mixed[other] = held;
    }
    return mixed;
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
