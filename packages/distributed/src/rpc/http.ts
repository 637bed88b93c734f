// Plain HTTP beside the calls (shuffle frames, health, metrics) as function types, so that a handler runs behind a
// socket and in a simulated network alike. node-http.ts is the one over sockets.

export interface HttpRequest {
  readonly method: string;
  /** Without the query, percent-encoded as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pulled as fast as the connection takes it: the back pressure. Ended early (`return`) when the caller goes. */
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>;
}

/** Answers requests below one path prefix. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

export interface HttpRoute {
  /** `/shuffle/v1/` or `/healthz`: a route that ends in a slash takes what is below it. */
  readonly path: string;
  /** True for what a probe without the token may ask. */
  readonly open?: boolean;
  readonly handle: HttpHandler;
}

export interface FetchedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pulled: what is not asked for is not read. Rejects (IO) when the connection breaks before the end. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface HttpFetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The longest silence: until the answer begins, and between two pieces of it. TIMEOUT. */
  readonly idleMs: number;
}

/** GET. @throws FfqError IO when there is no answer; a status is an answer */
export type HttpFetch = (url: string, options: HttpFetchOptions) => Promise<FetchedResponse>;
