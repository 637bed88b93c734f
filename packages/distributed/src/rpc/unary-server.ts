// The server's end of unary calls of the Connect protocol with binary messages over HTTP/1.1: those that this version's
// own workers and clients make. The bytes on the wire are Connect's, but not its handler, which builds requests and
// headers in the manner of fetch and several abort signals around each call, and so takes most of a call's time.
// Everything else (streams, JSON, compression, gRPC, HTTP/2) is left to it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeToHttpStatus, errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import { type Clock, FfqError } from "@ffq/core/physical";
import { readMessage } from "../wire/codec.ts";
import type { BoundUnary } from "./bind.ts";
import { asConnectError, messageTooLarge } from "./connect-error.ts";
import { pathOf } from "./method.ts";
import type { NodeRequest, NodeResponse } from "./node-routes.ts";

export const UNARY_CONTENT = "application/proto";
export const TIMEOUT_HEADER = "connect-timeout-ms";

export interface UnaryServerOptions {
  readonly calls: readonly BoundUnary[];
  readonly maxMessageBytes: number;
  readonly clock: Clock;
  /** Ends what is waited for, with its reason. */
  readonly closing: AbortSignal;
}

export class UnaryServer {
  readonly #options: UnaryServerOptions;
  readonly #byPath: ReadonlyMap<string, BoundUnary>;

  constructor(options: UnaryServerOptions) {
    this.#options = options;
    this.#byPath = new Map(options.calls.map((call) => [pathOf(call.method), call]));
  }

  /** False: the request is none of these, and as it was. */
  serve(path: string, request: NodeRequest, response: NodeResponse): boolean {
    const call = this.#byPath.get(path);
    if (call === undefined || !isPlainUnary(request)) return false;
    void this.#answer(call, request as IncomingMessage, response as ServerResponse);
    return true;
  }

  /** Never rejects. */
  async #answer(call: BoundUnary, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const watch = new CallWatch(request, response, this.#options);
    try {
      const answer = await answerOf(call, request, watch.signal, this.#options.maxMessageBytes);
      send(response, 200, UNARY_CONTENT, answer);
    } catch (thrown) {
      const error = asConnectError(thrown);
      send(response, codeToHttpStatus(error.code), "application/json", errorToJsonBytes(error, undefined));
    } finally {
      watch.end();
    }
  }
}

function isPlainUnary({ method, httpVersionMajor, headers }: NodeRequest): boolean {
  const encoding = headers["content-encoding"];
  const isPlain = encoding === undefined || encoding === "identity";
  return method === "POST" && httpVersionMajor === 1 && isPlain && headers["content-type"] === UNARY_CONTENT;
}

async function answerOf(
  { method, handle }: BoundUnary,
  request: IncomingMessage,
  signal: AbortSignal,
  maxBytes: number,
): Promise<Uint8Array> {
  const message = readMessage(method.request.schema, await readAll(request, maxBytes));
  signal.throwIfAborted();
  const answer = toBinary(method.response.schema, await handle(message, { signal }));
  if (answer.length > maxBytes) throw messageTooLarge(answer.length, maxBytes);
  return answer;
}

/** @throws ConnectError ResourceExhausted */
function readAll(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Buffer[] = [];
  let bytes = 0;
  request.on("data", (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > maxBytes) {
      pieces.length = 0; // the rest is read and forgotten, so that the answer arrives
      reject(messageTooLarge(bytes, maxBytes));
    } else {
      pieces.push(piece);
    }
  });
  request.once("end", () => resolve(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)));
  request.once("error", reject);
  return promise;
}

function send(response: ServerResponse, status: number, type: string, body: Uint8Array): void {
  if (response.destroyed) return; // nobody is there to be told
  response.writeHead(status, { "content-type": type, "content-length": body.length });
  response.end(body);
}

/** Tells a handler when its call is over before it is: its caller hangs up, its time has passed, the server closes. */
class CallWatch {
  readonly #controller = new AbortController();
  readonly #cancelTimer: () => void;
  readonly #response: ServerResponse;
  readonly #closing: AbortSignal;

  constructor(request: IncomingMessage, response: ServerResponse, { clock, closing }: UnaryServerOptions) {
    this.#response = response;
    this.#closing = closing;
    const timeoutMs = Number(request.headers[TIMEOUT_HEADER] ?? Number.NaN);
    this.#cancelTimer = timeoutMs >= 0 ? clock.after(timeoutMs, this.#onTimeout) : () => undefined;
    response.once("close", this.#onClose);
    closing.addEventListener("abort", this.#onClosing);
    if (closing.aborted) this.#onClosing();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    this.#cancelTimer();
    this.#response.off("close", this.#onClose);
    this.#closing.removeEventListener("abort", this.#onClosing);
  }

  readonly #onTimeout = (): void => this.#stop(new ConnectError("the call has timed out", Code.DeadlineExceeded));
  readonly #onClose = (): void =>
    this.#stop(new FfqError("CANCELLED", "the caller has hung up", { sqlstate: "57014" }));
  readonly #onClosing = (): void => this.#stop(this.#closing.reason);

  #stop(reason: unknown): void {
    this.#controller.abort(reason);
  }
}
