// A run of bytes in a region that grows as more is put behind it.
import type { Pointer } from "../../arena/arena.ts";
import type { Region } from "../../arena/region.ts";

export class GrowingBuffer {
  readonly #region: Region;
  #address: Pointer = 0;

  constructor(region: Region) {
    this.#region = region;
  }

  /** 0 before anything was reserved. Changes as the buffer grows. */
  get address(): Pointer {
    return this.#address;
  }

  /** Makes room for `bytes`; the first `used` are kept. */
  reserve(used: number, bytes: number): void {
    const capacity = this.#address === 0 ? 0 : this.#region.capacityOf(this.#address);
    if (bytes <= capacity) return;
    this.#address = this.#region.reallocate(this.#address, used, Math.max(bytes, 1024, capacity * 2));
  }

  close(): void {
    this.#region.free(this.#address);
    this.#address = 0;
  }
}
