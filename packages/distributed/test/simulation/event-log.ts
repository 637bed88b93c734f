// What happened in a simulation, in order: a running hash over every line, and the last lines for people. Two runs of
// one seed must have the same hash; a violation is read from the lines before it. Kinds that begin with `fault:` are
// what was done to the cluster, and are counted.
import { createHash, type Hash } from "node:crypto";

export class EventLog {
  readonly #hash: Hash = createHash("sha256");
  readonly #kept: string[] = [];
  readonly #keep: number;
  readonly #faults = new Map<string, number>();
  #lines = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  get lines(): number {
    return this.#lines;
  }

  /** How often each kind of fault was done. */
  get faults(): ReadonlyMap<string, number> {
    return this.#faults;
  }

  get faultCount(): number {
    let sum = 0;
    for (const count of this.#faults.values()) sum += count;
    return sum;
  }

  add(at: number, where: string, what: string): void {
    const line = `${at.toFixed(3)} ${where} ${what}`;
    this.#hash.update(line).update("\n");
    this.#lines++;
    if (this.#keep === 0) return;
    this.#kept.push(line);
    // In pieces: taking one off the front for each line would cost too much.
    if (this.#kept.length > 2 * this.#keep) this.#kept.splice(0, this.#kept.length - this.#keep);
  }

  addFault(at: number, where: string, kind: string, detail = ""): void {
    this.#faults.set(kind, (this.#faults.get(kind) ?? 0) + 1);
    this.add(at, where, `fault:${kind} ${detail}`);
  }

  /** The last lines, as many as are kept. */
  tail(): readonly string[] {
    return this.#kept.slice(-this.#keep);
  }

  /** Over all lines so far. */
  digest(): string {
    return this.#hash.copy().digest("hex").slice(0, 16);
  }
}
