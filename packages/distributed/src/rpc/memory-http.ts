// Plain HTTP without sockets: requests go straight to the routes of the addressed server. For tests; a simulated
// network stands between the two in the same way.
import { FfqError } from "@ffq/core/physical";
import type { FetchedResponse, HttpFetch, HttpResponse, HttpRoute } from "./http.ts";
import { routeOf } from "./node-routes.ts";

/** @param serverOf the routes of the server at an origin (`http://host:port`); undefined when none answers there */
export function memoryHttpFetch(serverOf: (origin: string) => readonly HttpRoute[] | undefined): HttpFetch {
  return async (address, { headers = {}, signal }) => {
    const url = new URL(address);
    const routes = serverOf(url.origin);
    if (routes === undefined) throw new FfqError("IO", `GET ${address}: nobody answers`, { sqlstate: "08006" });
    const route = routeOf(routes, url.pathname);
    if (route === undefined) return answer({ status: 404 });
    return answer(
      await route.handle({
        method: "GET",
        path: url.pathname,
        query: url.searchParams,
        headers,
        signal: signal ?? new AbortController().signal,
      }),
    );
  };
}

function answer({ status, headers = {}, body }: HttpResponse): FetchedResponse {
  return { status, headers, body: piecesOf(body) };
}

async function* piecesOf(body: HttpResponse["body"]): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (typeof body === "string") yield new TextEncoder().encode(body);
  else if (body instanceof Uint8Array) yield Uint8Array.from(body);
  else for await (const piece of body) yield Uint8Array.from(piece);
}
