// The client's end of unary calls of the Connect protocol with binary messages over HTTP/1.1 (unary-server.ts): one
// request, one answer, over kept connections. In the place of Connect's own client, which takes longer over the same
// bytes.
import { type Agent, type IncomingMessage, request as openRequest } from "node:http";
import { Code, ConnectError } from "@connectrpc/connect";
import { codeFromHttpStatus, errorFromJsonBytes } from "@connectrpc/connect/protocol-connect";
import { messageTooLarge } from "./connect-error.ts";
import { TIMEOUT_HEADER, UNARY_CONTENT } from "./unary-server.ts";

export interface UnaryCall {
  /** Of the server and the method. */
  readonly url: string;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: Uint8Array;
  readonly maxMessageBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** The answer's message. @throws ConnectError */
export async function callUnary(call: UnaryCall): Promise<Uint8Array> {
  const { message, maxMessageBytes } = call;
  if (message.length > maxMessageBytes) throw messageTooLarge(message.length, maxMessageBytes);
  const { statusCode = 0, headers, body } = await exchange(call);
  if (statusCode === 200 && headers["content-type"] === UNARY_CONTENT) return body;
  const fallback = new ConnectError(`HTTP ${statusCode} ${textOf(body)}`, codeFromHttpStatus(statusCode));
  if (headers["content-type"] === "application/json") throw errorFromJsonBytes(body, undefined, fallback);
  throw fallback;
}

interface Answer extends Pick<IncomingMessage, "statusCode" | "headers"> {
  readonly body: Uint8Array;
}

function exchange({ url, agent, headers, message, maxMessageBytes, timeoutMs, signal }: UnaryCall): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  if (signal?.aborted === true) throw canceled(signal);
  const call = openRequest(url, {
    method: "POST",
    agent,
    headers: {
      ...headers,
      "content-type": UNARY_CONTENT,
      "content-length": message.length,
      "connect-protocol-version": "1",
      [TIMEOUT_HEADER]: Math.max(0, Math.ceil(timeoutMs)),
    },
  });
  let isAnswered = false;
  // An answer's connection closes, too: no error is made that nobody hears of, since its stack takes longer than a call.
  const fail = (thrown: () => Error): void => {
    if (!isAnswered) reject(signal?.aborted === true ? canceled(signal) : unavailable(thrown()));
  };
  const onAbort = (): void => void call.destroy();
  const settle = (): void => signal?.removeEventListener("abort", onAbort);
  signal?.addEventListener("abort", onAbort, { once: true });
  call.once("response", (response) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    response.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= maxMessageBytes) pieces.push(piece);
      else call.destroy(messageTooLarge(bytes, maxMessageBytes));
    });
    response.once("error", (error) => fail(() => error));
    response.once("end", () => {
      isAnswered = true;
      const { statusCode, headers: answered } = response;
      resolve({ statusCode: statusCode ?? 0, headers: answered, body: Buffer.concat(pieces) });
    });
    response.once("close", () => fail(() => new Error("the connection was closed before the end")));
  });
  call.on("error", (error) => fail(() => error));
  call.once("close", settle);
  call.end(message);
  return promise;
}

function canceled(signal: AbortSignal): ConnectError {
  return new ConnectError("the call was cancelled", Code.Canceled, undefined, undefined, signal.reason);
}

function unavailable(thrown: Error): ConnectError {
  return thrown instanceof ConnectError
    ? thrown
    : new ConnectError(thrown.message, Code.Unavailable, undefined, undefined, thrown);
}

const MOST_TEXT = 1000;
const textOf = (body: Uint8Array): string => new TextDecoder().decode(body.subarray(0, MOST_TEXT));
