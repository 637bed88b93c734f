// What a GET over sockets fails with: the caller's own end, silence, or what the network says.
import { FfqError } from "@ffq/core/physical";

/** Nothing came for longer than was asked. */
export class IdleError extends Error {
  constructor(idleMs: number) {
    super(`nothing came for ${idleMs} ms`);
  }
}

/** The error that a caller is told. @param signal the caller's own */
export function fetchFailure(thrown: unknown, url: string, signal: AbortSignal | undefined): FfqError {
  const context = { url };
  if (signal?.aborted === true) {
    return new FfqError("CANCELLED", "the request was cancelled", { sqlstate: "57014", context }, thrown);
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (thrown instanceof IdleError) return new FfqError("TIMEOUT", `GET ${url}: ${message}`, { context }, thrown);
  return new FfqError("IO", `GET ${url}: ${message}`, { sqlstate: "08006", context }, thrown);
}
