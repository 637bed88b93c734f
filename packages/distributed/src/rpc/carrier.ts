// Calls as bytes, without Connect: a carrier takes a path and bytes to a server and brings bytes back. Tests hand
// the server's end straight to the client's; the simulation stands between the two. Both run the same codecs and
// handlers as production, and no object is shared between the ends.
import { toBinary } from "@bufbuild/protobuf";
import { type ErrorData, FfqError } from "@ffq/core/physical";
import { decode, encode, readMessage } from "../wire/codec.ts";
import { errorCodec } from "../wire/error.ts";
import { type BoundStream, type BoundUnary, bindServices } from "./bind.ts";
import { pathOf, type StreamMethod } from "./method.ts";
import type { Services } from "./services.ts";
import type { CallOptions, Transport } from "./transport.ts";

export interface Carrier {
  unary(path: string, request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  stream(path: string, request: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** The server's end: answers calls by its services. Errors are FfqErrors as the other side would read them. */
export function carrierOf(services: Services): Carrier {
  const bound = bindServices(services);
  const unary = byPath(bound.unary);
  const streams = byPath(bound.streams);
  return {
    unary: (path, request, signal) => answerUnary(unary, path, request, signal),
    stream: (path, request, signal) => answerStream(streams, path, request, signal),
  };
}

type ByPath<Row> = ReadonlyMap<string, Row>;

const byPath = <Row extends BoundUnary | BoundStream>(rows: readonly Row[]): ByPath<Row> =>
  new Map(rows.map((row) => [pathOf(row.method), row]));

async function answerUnary(
  calls: ByPath<BoundUnary>,
  path: string,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    const { method, handle } = found(calls, path);
    const answer = await handle(readMessage(method.request.schema, request), { signal });
    return toBinary(method.response.schema, answer);
  } catch (thrown) {
    throw asRead(FfqError.from(thrown));
  }
}

async function* answerStream(
  calls: ByPath<BoundStream>,
  path: string,
  request: Uint8Array,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  try {
    const { method, handle } = found(calls, path);
    for await (const answer of handle(readMessage(method.request.schema, request), { signal })) {
      yield toBinary(method.response.schema, answer);
    }
  } catch (thrown) {
    throw asRead(FfqError.from(thrown));
  }
}

function found<Row>(calls: ByPath<Row>, path: string): Row {
  const row = calls.get(path);
  if (row === undefined) throw new FfqError("UNSUPPORTED", `there is no ${path} here`, { sqlstate: "0A000" });
  return row;
}

/** The error after a journey over the wire. */
function asRead(error: FfqError): FfqError {
  const data: ErrorData = decode(errorCodec, encode(errorCodec, error.toData()));
  return FfqError.fromData(data);
}

/** The client's end. */
export function carrierTransport(carrier: Carrier): Transport {
  return {
    unary: async (method, request, options) => {
      const path = pathOf(method);
      return decode(method.response, await carrier.unary(path, encode(method.request, request), signalOf(options)));
    },
    stream: (method, request, options) => readStream(carrier, method, request, options),
  };
}

async function* readStream<Request, Response>(
  carrier: Carrier,
  method: StreamMethod<Request, Response>,
  request: Request,
  options: CallOptions,
): AsyncGenerator<Response> {
  for await (const bytes of carrier.stream(pathOf(method), encode(method.request, request), signalOf(options))) {
    yield decode(method.response, bytes);
  }
}

const signalOf = ({ signal }: CallOptions): AbortSignal => signal ?? new AbortController().signal;
