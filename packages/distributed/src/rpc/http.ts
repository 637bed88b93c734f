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
  /**
   * Pulled as fast as the connection takes it: the back pressure. Ended early (`return`) when the caller goes. A piece is
   * the server's until the next one is asked for; its memory may be used again then.
   */
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
  /**
   * Pulled: what is not asked for is not read. A piece is the reader's until it asks for the next one. Rejects (IO) when
   * the connection breaks before the end.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface HttpFetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** The longest silence: until the answer begins, and between two pieces of it. TIMEOUT. */
  readonly idleMs: number;
  /**
   * A long body whose end its reader knows by itself: it may come over a connection of its own, without HTTP's framing,
   * and then a connection that breaks looks like an end.
   */
  readonly isRaw?: boolean;
}

/** GET. @throws FfqError IO when there is no answer; a status is an answer */
export type HttpFetch = (url: string, options: HttpFetchOptions) => Promise<FetchedResponse>;
