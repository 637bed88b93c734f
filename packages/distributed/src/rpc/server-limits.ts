// What a server lets in: whose token fits, and how much at a time. Pure, apart from the counters.
import { createHash, timingSafeEqual } from "node:crypto";

/** The largest message of a call, both ways. */
export const DEFAULT_MESSAGE_BYTES: number = 16 * 2 ** 20;
/** Requests that are being worked on. */
export const DEFAULT_IN_FLIGHT = 1024;
/** Calls that wait for something to happen: polls and watches. */
export const DEFAULT_WAITING = 16384;

/** Compares `authorization` headers with the token, in a time that says nothing about either. */
export function tokenCheck(token: string | undefined): (header: string | undefined) => boolean {
  if (token === undefined) return () => true;
  const wanted = digest(`Bearer ${token}`);
  return (header) => timingSafeEqual(digest(header ?? ""), wanted);
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Counts what is under way, up to a limit. */
export class Slots {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A function that gives the slot back (more than once has no effect); undefined when all are taken. */
  take(): (() => void) | undefined {
    if (this.#taken >= this.#limit) return undefined;
    this.#taken++;
    let held = true;
    return () => {
      if (held) this.#taken--;
      held = false;
    };
  }
}
