// A cache by text that holds so many values: what was not asked for longest is forgotten.

export class RecentMap<Value> {
  readonly #limit: number;
  /** In the order of their last use. */
  readonly #values = new Map<string, Value>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of a key, made where there is none. */
  get(key: string, make: () => Value): Value {
    return this.find(key) ?? this.set(key, make());
  }

  find(key: string): Value | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : this.set(key, value);
  }

  /** Answers the value. */
  set(key: string, value: Value): Value {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#limit) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    return value;
  }
}
