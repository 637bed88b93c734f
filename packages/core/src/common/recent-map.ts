// A cache by text that holds so many values, and so much text: what was not asked for longest is forgotten.

export class RecentMap<Value> {
  readonly #limit: number;
  readonly #mostText: number;
  /** In the order of their last use. */
  readonly #values = new Map<string, Value>();
  /** Characters of all keys. */
  #text = 0;

  /** @param mostText characters of all keys: for values that are as large as what they are found by */
  constructor(limit: number, mostText: number = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
    this.#mostText = mostText;
  }

  /** The value of a key, made where there is none. */
  get(key: string, make: () => Value): Value {
    return this.find(key) ?? this.set(key, make());
  }

  find(key: string): Value | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : this.set(key, value);
  }

  /** Answers the value. One whose key is too long is not kept. */
  set(key: string, value: Value): Value {
    if (key.length > this.#mostText) return value;
    if (!this.#values.delete(key)) this.#text += key.length;
    this.#values.set(key, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#limit && this.#text <= this.#mostText) break;
      this.#values.delete(oldest);
      this.#text -= oldest.length;
    }
    return value;
  }
}
