// Calls over Connect to one server: HTTP/1.1 with kept connections, no compression (on a local network it costs
// more than it saves), the token in every request. Streams are Connect's own; unary calls are its protocol by a shorter
// way (unary-client.ts).
import { Agent } from "node:http";
import type { Transport as ConnectPort, Interceptor } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";
import { FfqError } from "@ffq/core/physical";
import { decode, encode } from "../wire/codec.ts";
import { fromConnectError } from "./connect-error.ts";
import { pathOf, type StreamMethod } from "./method.ts";
import { DEFAULT_MESSAGE_BYTES } from "./server-limits.ts";
import type { CallOptions, Transport } from "./transport.ts";
import { callUnary } from "./unary-client.ts";

export interface ConnectOptions {
  /** `http://host:port` */
  readonly url: string;
  readonly token?: string;
  readonly maxMessageBytes?: number;
}

export interface ConnectedTransport extends Transport {
  /** Closes the connections. */
  close(): void;
}

/** @throws FfqError CONFIG when the URL cannot be used */
export function connectTransport(options: ConnectOptions): ConnectedTransport {
  const url = baseUrlOf(options.url);
  const maxBytes = options.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES;
  const agent = new Agent({ keepAlive: true });
  const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const port = createConnectTransport({
    baseUrl: url,
    httpVersion: "1.1",
    nodeOptions: { agent },
    useBinaryFormat: true,
    acceptCompression: [],
    readMaxBytes: maxBytes,
    writeMaxBytes: maxBytes,
    interceptors: options.token === undefined ? [] : [authorize(options.token)],
  });
  return {
    unary: async (method, request, { signal, timeoutMs = method.timeoutMs }) => {
      try {
        const message = encode(method.request, request);
        const call = { agent, headers, message, maxMessageBytes: maxBytes, timeoutMs, signal };
        return decode(method.response, await callUnary({ ...call, url: url + pathOf(method) }));
      } catch (thrown) {
        throw fromConnectError(thrown, url);
      }
    },
    stream: (method, request, { signal }) => readStream(port, method, request, signal, url),
    close: () => agent.destroy(),
  };
}

async function* readStream<Request, Response>(
  port: ConnectPort,
  method: StreamMethod<Request, Response>,
  request: Request,
  signal: CallOptions["signal"],
  url: string,
): AsyncGenerator<Response> {
  const controller = new AbortController(); // a reader that leaves early ends the call
  const signals = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal]);
  try {
    const message = method.request.toMessage(request);
    const { message: answers } = await port.stream(method.desc, signals, undefined, undefined, once(message));
    // Not `for await`: when the reader leaves, that waits for the rest of the answers before it lets go.
    const iterator = answers[Symbol.asyncIterator]();
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield method.response.fromMessage(next.value);
    }
  } catch (thrown) {
    throw fromConnectError(thrown, url);
  } finally {
    controller.abort();
  }
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}

function authorize(token: string): Interceptor {
  return (next) => (request) => {
    request.header.set("authorization", `Bearer ${token}`);
    return next(request);
  };
}

function baseUrlOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "http:" || url.pathname !== "/" || url.search !== "") {
    throw new FfqError("CONFIG", `${JSON.stringify(text)} is no address of a server: write http://host:port`);
  }
  return url.origin;
}
