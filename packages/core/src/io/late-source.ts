// A source that is opened when something of it is asked for: what a plan leaves out, or leaves to who decodes it, is then
// never opened on the caller's thread.
import type { ByteSource } from "./byte-store.ts";

export class LateSource implements ByteSource {
  readonly name: string;
  readonly #open: () => Promise<ByteSource>;
  #source: Promise<ByteSource> | undefined;

  constructor(name: string, open: () => Promise<ByteSource>) {
    this.name = name;
    this.#open = open;
  }

  async size(): Promise<number> {
    return (await this.#opened()).size();
  }

  async read(offset: number, length: number, into: Uint8Array, signal?: AbortSignal): Promise<void> {
    const source = await this.#opened();
    await source.read(offset, length, into, signal);
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    const source = await this.#source?.catch(() => undefined); // whoever asked for it has the error
    await source?.close();
  }

  #opened(): Promise<ByteSource> {
    this.#source ??= this.#open();
    return this.#source;
  }
}
