// Plain HTTP routes on Node's requests and responses: turns one into an HttpRequest, and sends what the handler
// answers, piece by piece as the connection takes it, with HTTP's framing or, where the caller offers that, without.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Writable } from "node:stream";
import { FfqError } from "@ffq/core/physical";
import type { HttpRequest, HttpResponse, HttpRoute } from "./http.ts";
import { RAW_ANSWER, RAW_BODY } from "./raw-body.ts";

/** HTTP/1.1 and HTTP/2 alike. */
export type NodeRequest = IncomingMessage | Http2ServerRequest;
export type NodeResponse = ServerResponse | Http2ServerResponse;

/** The route that a path belongs to: the longest that fits. */
export function routeOf(routes: readonly HttpRoute[], path: string): HttpRoute | undefined {
  return routes
    .filter((route) => (route.path.endsWith("/") ? path.startsWith(route.path) : path === route.path))
    .reduce<HttpRoute | undefined>((best, route) => {
      return best === undefined || route.path.length > best.path.length ? route : best;
    }, undefined);
}

export function pathOfRequest(request: NodeRequest): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** Made once: its stack takes longer than most answers. */
const GONE = new FfqError("CANCELLED", "the caller has hung up", { sqlstate: "57014" });

/** Runs a route. Rejects when the handler fails before its answer has begun; later, the connection is cut. */
export async function serveRoute(route: HttpRoute, request: NodeRequest, response: NodeResponse): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort(GONE);
  });
  const answer = await route.handle(readRequest(request, gone.signal));
  await sendResponse(answer, request, response, gone.signal);
}

function readRequest(request: NodeRequest, signal: AbortSignal): HttpRequest {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as const],
  );
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(headers),
    signal,
  };
}

async function sendResponse(
  { status, headers = {}, body }: HttpResponse,
  request: NodeRequest,
  response: NodeResponse,
  gone: AbortSignal,
): Promise<void> {
  const out = response as ServerResponse; // the two have the same functions with different overloads
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array || request.method === "HEAD") {
    const whole = typeof body === "string" || body instanceof Uint8Array ? body : "";
    out.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(whole)) });
    out.end(request.method === "HEAD" ? undefined : whole);
    return;
  }
  const raw = request.headers.upgrade === RAW_BODY && status === 200 ? out.socket : null;
  if (raw === null) out.writeHead(status, headers);
  else raw.write(RAW_ANSWER);
  const carrier = raw ?? out;
  try {
    for await (const piece of body) {
      if (gone.aborted || !(await isTaken(carrier, piece))) return; // which ends the body
    }
    carrier.end();
  } catch (thrown) {
    if (gone.aborted) return; // nobody is there to be told
    carrier.destroy(thrown instanceof Error ? thrown : new Error(String(thrown))); // the reader sees a broken connection
    throw thrown;
  }
}

/** True when the connection has taken all of a piece, false when it is gone. */
function isTaken(carrier: Writable, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const onClose = (): void => resolve(false);
    carrier.once("close", onClose).write(piece, (error) => {
      carrier.off("close", onClose);
      resolve(error === undefined || error === null);
    });
  });
}
