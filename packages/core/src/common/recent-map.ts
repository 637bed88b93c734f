// A cache of at most so many values, or of so large ones together: what was not asked for longest is forgotten.

/** What a map may hold. */
export interface RecentLimits<Key, Value> {
  readonly values?: number;
  /** Of all values together; one that is larger alone is not kept. */
  readonly size?: number;
  readonly sizeOf?: (key: Key, value: Value) => number;
}

interface Kept<Value> {
  readonly value: Value;
  readonly size: number;
}

export class RecentMap<Key, Value> {
  readonly #limits: Required<RecentLimits<Key, Value>>;
  /** In the order of their last use. */
  readonly #kept = new Map<Key, Kept<Value>>();
  #size = 0;

  constructor({
    values = Number.POSITIVE_INFINITY,
    size = Number.POSITIVE_INFINITY,
    sizeOf = () => 0,
  }: RecentLimits<Key, Value>) {
    this.#limits = { values, size, sizeOf };
  }

  /** The value of a key, made where there is none. */
  get(key: Key, make: () => Value): Value {
    return this.find(key) ?? this.set(key, make());
  }

  find(key: Key): Value | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  /** Answers the value. */
  set(key: Key, value: Value): Value {
    this.#forget(key);
    const size = this.#limits.sizeOf(key, value);
    if (size > this.#limits.size) return value;
    this.#kept.set(key, { value, size });
    this.#size += size;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.values && this.#size <= this.#limits.size) break;
      this.#forget(oldest);
    }
    return value;
  }

  #forget(key: Key): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#size -= kept.size;
  }
}
