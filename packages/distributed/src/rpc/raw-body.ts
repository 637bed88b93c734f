// Long bodies without HTTP's framing. A GET offers to change the connection's protocol (Upgrade, RFC 9110 section 7.8);
// a server that agrees answers 101 and sends the body's bytes and nothing else, until it closes. The reader takes them
// into one buffer that is used again: Node's HTTP parser makes two new ones for every 64 KB, and collecting those cost
// more than all else about a shuffle. Where the server does not agree, its answer is an ordinary one.
import { type ClientRequestArgs, STATUS_CODES } from "node:http";
import { connect, type Socket } from "node:net";
import { fetchFailure, IdleError } from "./fetch-failure.ts";
import type { TimedOptions } from "./message-body.ts";

/** The name of what the connection carries from then on. */
export const RAW_BODY = "ffq-body";

/** A server's word that it does so. */
export const RAW_ANSWER: string = `HTTP/1.1 101 ${STATUS_CODES[101]}\r\nconnection: Upgrade\r\nupgrade: ${RAW_BODY}\r\n\r\n`;

/** Read at a time: small enough to be still in a core's cache when it is copied. */
const BUFFER_BYTES = 256 * 1024;

/** A socket that Node's HTTP client opens a request on, and whose bytes are pulled afterwards. */
export class RawConnection {
  #socket: Socket | undefined;
  #isRaw = false;
  #piece: Uint8Array | undefined;
  #isEnded = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  /** For a request's `createConnection`. */
  open({ host, port }: ClientRequestArgs): Socket {
    const callback = (length: number, buffer: Uint8Array): boolean => this.#take(buffer.subarray(0, length));
    const buffer = new Uint8Array(BUFFER_BYTES);
    this.#socket = connect({
      host: host ?? "localhost",
      port: Number(port),
      noDelay: true,
      onread: { buffer, callback },
    });
    return this.#socket;
  }

  /** From now on the bytes are the body's. To be called when the answer says so, before anything else is read. */
  handOver(): void {
    this.#isRaw = true;
    this.#socket?.on("end", () => this.#end()).on("close", () => this.#end());
    this.#socket?.on("error", (error) => this.#end(error));
  }

  /** The next bytes, there until the next call; undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    this.#socket?.resume();
    while (this.#piece === undefined && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const piece = this.#piece;
    this.#piece = undefined;
    if (piece === undefined && this.#failure !== undefined) throw this.#failure;
    return piece;
  }

  destroy(error?: Error): void {
    this.#socket?.destroy(error);
  }

  /** False: no more until it is asked for. */
  #take(bytes: Uint8Array): boolean {
    if (!this.#isRaw) {
      // The answer's head, and the body where it is an ordinary one: its parser keeps what it is given.
      this.#socket?.emit("data", Buffer.from(bytes));
      return true;
    }
    this.#piece = bytes;
    this.#wake?.();
    return false;
  }

  #end(error?: Error): void {
    this.#isEnded = true;
    this.#failure ??= error;
    this.#wake?.();
  }
}

/** The body that a connection carries since it was handed over. @param head its first bytes */
export async function* rawBodyOf(
  connection: RawConnection,
  head: Uint8Array,
  url: string,
  { idleMs, clock, signal }: TimedOptions,
): AsyncGenerator<Uint8Array> {
  const onAbort = (): void => connection.destroy(new Error("aborted"));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    if (signal?.aborted === true) throw new Error("aborted");
    if (head.length > 0) yield head;
    for (;;) {
      const cancelTimer = clock.after(idleMs, () => connection.destroy(new IdleError(idleMs)));
      const piece = await connection.next().finally(cancelTimer);
      if (piece === undefined) return;
      yield piece;
    }
  } catch (thrown) {
    throw fetchFailure(thrown, url, signal);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    connection.destroy();
  }
}
