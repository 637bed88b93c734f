// The one server of a process: calls and plain HTTP on one port, HTTP/1.1 and HTTP/2 without TLS side by side
// (told apart by HTTP/2's opening bytes). Who may come in, and how many at a time, is decided here for both.
import {
  createServer as createHttp1Server,
  type Server as Http1Server,
  type IncomingMessage,
  ServerResponse,
} from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from "node:net";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { type Clock, FfqError, systemClock } from "@ffq/core/physical";
import { type Bound, bindServices } from "./bind.ts";
import { asConnectError, toConnectError } from "./connect-error.ts";
import type { HttpRoute } from "./http.ts";
import { pathOf } from "./method.ts";
import { type NodeRequest, type NodeResponse, pathOfRequest, routeOf, serveRoute } from "./node-routes.ts";
import { RAW_BODY } from "./raw-body.ts";
import { DEFAULT_IN_FLIGHT, DEFAULT_MESSAGE_BYTES, DEFAULT_WAITING, Slots, tokenCheck } from "./server-limits.ts";
import type { Services } from "./services.ts";
import { UnaryServer } from "./unary-server.ts";

export interface ServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly services?: Services;
  readonly routes?: readonly HttpRoute[];
  /** Asked of every request but those to open routes. */
  readonly token?: string;
  readonly maxMessageBytes?: number;
  /** Requests at a time; more are answered with 503, which callers repeat. */
  readonly maxInFlight?: number;
  /** Calls at a time that wait for something to happen. */
  readonly maxWaiting?: number;
  /** How long a new connection, and each request's headers, may take to arrive. */
  readonly headersMs?: number;
  readonly clock?: Clock;
  /** Told of failures that nobody else hears of: of routes, and of connections. */
  readonly onError?: (error: FfqError) => void;
}

export interface RunningServer {
  /** `http://host:port` */
  readonly url: string;
  readonly port: number;
  /** Requests that are being worked on, waiting calls not counted. */
  readonly inFlight: number;
  /** Lets nobody in any more, ends waiting calls, waits for the rest as long as said, then cuts all connections. */
  close(graceMs: number): Promise<void>;
}

/** @throws FfqError CONFIG when the address cannot be listened on */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = new RpcServer(options);
  await server.listen();
  return server;
}

class RpcServer implements RunningServer {
  readonly #options: ServerOptions;
  readonly #routes: readonly HttpRoute[];
  readonly #working: Slots;
  readonly #waiting: Slots;
  readonly #waitingPaths: ReadonlySet<string>;
  readonly #fits: (header: string | undefined) => boolean;
  readonly #unary: UnaryServer;
  readonly #calls: (request: NodeRequest, response: NodeResponse) => void;
  readonly #closing = new AbortController();
  readonly #headersMs: number;
  readonly #http1: Http1Server;
  readonly #http2: Http2Server;
  readonly #sockets = new Set<Socket>();
  readonly #listener: Server;

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#routes = options.routes ?? [];
    this.#working = new Slots(options.maxInFlight ?? DEFAULT_IN_FLIGHT);
    this.#waiting = new Slots(options.maxWaiting ?? DEFAULT_WAITING);
    this.#fits = tokenCheck(options.token);
    const bound = bindServices(options.services ?? {});
    const methods = [...bound.unary, ...bound.streams].map(({ method }) => method);
    this.#waitingPaths = new Set(methods.filter(({ waits }) => waits).map(pathOf));
    const maxBytes = options.maxMessageBytes ?? DEFAULT_MESSAGE_BYTES;
    this.#unary = new UnaryServer({
      calls: bound.unary,
      maxMessageBytes: maxBytes,
      clock: options.clock ?? systemClock,
      closing: this.#closing.signal,
    });
    this.#calls = connectNodeAdapter({
      routes: (router) => addRoutes(router, bound, (thrown) => this.#report(thrown)),
      acceptCompression: [],
      readMaxBytes: maxBytes,
      writeMaxBytes: maxBytes,
      shutdownSignal: this.#closing.signal,
      fallback: (_request, response) => refuse(response as NodeResponse, 404, "there is nothing here"),
    });
    this.#headersMs = options.headersMs ?? 15_000;
    const checkMs = Math.min(this.#headersMs, 5000);
    this.#http1 = createHttp1Server(
      {
        keepAliveTimeout: 65_000,
        headersTimeout: this.#headersMs,
        connectionsCheckingInterval: checkMs,
        // Other protocols are not known here: such offers are let be. (Node before 24.9 asks for none of them.)
        shouldUpgradeCallback: isRawOffer,
      },
      this.#onRequest,
    );
    this.#http1.on("upgrade", (request, socket) => this.#onUpgrade(request, socket as Socket));
    this.#http1.emit("listening"); // it gets its connections from here; this starts its watch over slow ones
    this.#http2 = createHttp2Server(this.#onRequest);
    this.#listener = createSocketServer({ noDelay: true }, this.#onSocket);
  }

  async listen(): Promise<void> {
    const { host, port } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#listener.once("error", reject).listen(port, host, resolve);
    try {
      await promise;
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      throw new FfqError("CONFIG", `cannot listen on ${host}:${port}: ${reason}`, {}, thrown);
    }
    this.#listener.off("error", reject).on("error", (error) => this.#report(error));
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  get url(): string {
    const { host } = this.#options;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.port}`;
  }

  get inFlight(): number {
    return this.#working.taken;
  }

  async close(graceMs: number): Promise<void> {
    const clock = this.#options.clock ?? systemClock;
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    this.#closing.abort(toConnectError(new FfqError("IO", "the server is shutting down", { sqlstate: "57P01" })));
    const end = clock.now() + graceMs;
    while (this.#working.taken > 0 && clock.now() < end) {
      await new Promise<void>((resolve) => clock.after(Math.min(20, graceMs), resolve));
    }
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  readonly #onSocket = (socket: Socket): void => {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy()); // a caller that hangs up is no news
    socket.setTimeout(this.#headersMs, () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.setTimeout(0).removeAllListeners("timeout");
      // HTTP/2 without TLS opens with "PRI * HTTP/2.0"; no method of HTTP/1.1 begins with PRI.
      const isHttp2 = first.subarray(0, 3).toString("latin1") === "PRI";
      socket.pause();
      socket.unshift(first);
      (isHttp2 ? this.#http2 : this.#http1).emit("connection", socket);
      if (!isHttp2) socket.resume(); // an HTTP/2 session fetches what was put back by itself
    });
  };

  readonly #onRequest = (request: NodeRequest, response: NodeResponse): void => {
    const path = pathOfRequest(request);
    const route = routeOf(this.#routes, path);
    if (route?.open !== true && !this.#fits(request.headers.authorization)) {
      refuse(response, 401, "the token is missing or wrong");
      return;
    }
    const slots = this.#waitingPaths.has(path) ? this.#waiting : this.#working;
    const release = this.#closing.signal.aborted ? undefined : slots.take();
    if (release === undefined) {
      refuse(response, 503, this.#closing.signal.aborted ? "the server is shutting down" : "too many requests");
      return;
    }
    response.once("close", release);
    if (route !== undefined) this.#serve(route, request, response);
    else if (!this.#unary.serve(path, request, response)) this.#calls(request, response);
  };

  /** A request that offers another protocol: Node leaves the connection to us, and it ends with this answer. */
  #onUpgrade(request: IncomingMessage, socket: Socket): void {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once("finish", () => socket.end());
    if (isRawOffer(request)) this.#onRequest(request, response);
    else refuse(response, 501, "there is no other protocol here");
  }

  #serve(route: HttpRoute, request: NodeRequest, response: NodeResponse): void {
    serveRoute(route, request, response).catch((thrown: unknown) => {
      const error = FfqError.from(thrown);
      this.#report(error);
      if (!response.headersSent) refuse(response, 500, error.message);
    });
  }

  #report(thrown: unknown): void {
    this.#options.onError?.(FfqError.from(thrown));
  }
}

function isRawOffer({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade === RAW_BODY;
}

function addRoutes(router: ConnectRouter, { unary, streams }: Bound, report: (thrown: unknown) => void): void {
  for (const { method, handle } of unary) {
    router.rpc(method.desc, async (message, { signal }) => {
      try {
        return await handle(message, { signal });
      } catch (thrown) {
        throw asConnectError(thrown);
      }
    });
  }
  for (const { method, handle } of streams) {
    router.rpc(method.desc, async function* (message, { signal }) {
      const answers = handle(message, { signal });
      // Connect may leave a stream where it is when its caller hangs up: the handler is ended here.
      const end = (): void => void answers.return(undefined).catch(report);
      signal.addEventListener("abort", end, { once: true });
      try {
        yield* answers;
      } catch (thrown) {
        throw asConnectError(thrown);
      } finally {
        signal.removeEventListener("abort", end);
      }
    });
  }
}

function refuse(response: NodeResponse, status: number, reason: string): void {
  const headers = { "content-type": "text/plain; charset=utf-8", "content-length": String(Buffer.byteLength(reason)) };
  (response as { writeHead(status: number, headers: Readonly<Record<string, string>>): unknown }).writeHead(
    status,
    headers,
  );
  response.end(reason);
}
