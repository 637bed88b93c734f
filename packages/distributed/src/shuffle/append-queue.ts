// Appends to a file from memory: whoever has bytes hands them over and goes on, up to a bound, and the file gets them
// in few large pieces. One append is under way at a time.
import { internal } from "@ffq/core/physical";
import type { FileAppender } from "../store/file-store.ts";

/** Bytes that may wait; one piece more always fits. */
const ROOM = 16 << 20;
/** Pieces are joined up to this size: larger ones gain nothing. */
const JOINED = 1 << 20;

export class AppendQueue {
  readonly #open: () => Promise<FileAppender>;
  #file: FileAppender | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #appending: Promise<void> | undefined;
  #failure: { readonly thrown: unknown } | undefined;
  #wakes: (() => void)[] = [];

  /** @param open called when there is something to append */
  constructor(open: () => Promise<FileAppender>) {
    this.#open = open;
  }

  /** Takes bytes over. Resolves when there is room for more. @throws what an append threw, this or an earlier one */
  async append(bytes: Uint8Array): Promise<void> {
    this.#check();
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#appending ??= this.#appendAll();
    while (this.#waitingBytes > ROOM && this.#failure === undefined) await this.#change();
    this.#check();
  }

  /** The file, when all bytes are in it; it is the caller's to close. @throws what an append threw */
  async finish(): Promise<FileAppender> {
    await this.#appending;
    this.#check();
    const file = this.#file ?? (await this.#open());
    this.#file = undefined;
    return file;
  }

  /** Forgets what waits, and closes the file. */
  async abort(): Promise<void> {
    this.#failure ??= { thrown: internal("an append after the end") };
    await this.#appending;
    await this.#file?.close();
    this.#file = undefined;
  }

  #check(): void {
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }

  /** Never rejects: what fails is told to who appends or finishes. */
  async #appendAll(): Promise<void> {
    try {
      this.#file ??= await this.#open();
      while (this.#waiting.length > 0 && this.#failure === undefined) {
        const bytes = this.#take();
        await this.#file.append(bytes);
        this.#waitingBytes -= bytes.length;
        this.#changed();
      }
    } catch (thrown) {
      this.#failure ??= { thrown };
    } finally {
      this.#appending = undefined;
      this.#changed();
    }
  }

  /** What waits longest, joined. */
  #take(): Uint8Array {
    let count = 0;
    let length = 0;
    for (const { length: next } of this.#waiting) {
      if (count > 0 && length + next > JOINED) break;
      length += next;
      count++;
    }
    const pieces = this.#waiting.splice(0, count);
    const [only] = pieces;
    if (only !== undefined && count === 1) return only;
    const joined = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      joined.set(piece, at);
      at += piece.length;
    }
    return joined;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wakes.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wakes.splice(0)) wake();
  }
}
