// The server over real sockets: both versions of HTTP on one port, tokens, limits, plain routes with back pressure,
// connections that break.
import assert from "node:assert/strict";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { test } from "node:test";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ClusterQueryId, FfqError, WorkerId } from "@ffq/core/physical";
import { BlobService as WireBlobs } from "../gen/ffq/control/v1/blob_pb.ts";
import { connectTransport } from "./connect-transport.ts";
import type { HttpRoute } from "./http.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import { nodeHttpFetch } from "./node-http.ts";
import { type RunningServer, type ServerOptions, startServer } from "./server.ts";
import { fakeServices } from "./services.fixture.ts";
import { coordinatorClient } from "./transport.ts";

async function withServer(
  options: Partial<ServerOptions>,
  use: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await startServer({ host: "127.0.0.1", port: 0, ...options });
  try {
    await use(server);
  } finally {
    await server.close(0);
  }
}

async function withClient(
  server: RunningServer,
  options: { readonly token?: string; readonly maxMessageBytes?: number },
  use: (client: ReturnType<typeof coordinatorClient>) => Promise<void>,
): Promise<void> {
  const transport = connectTransport({ url: server.url, ...options });
  try {
    await use(coordinatorClient(transport));
  } finally {
    transport.close();
  }
}

const hash = "0".repeat(64);
const putBlob = async ({ chunk }: { readonly chunk: Uint8Array }) => ({ received: chunk.length });
const services = fakeServices({ blobs: { putBlob } });
const blob = (bytes: number) => ({ hash, bytes, offset: 0, chunk: new Uint8Array(bytes) });
const isError = (code: string, message: RegExp) => (error: FfqError) =>
  error.code === code && message.test(error.message);

test("gRPC over HTTP/2 and Connect over HTTP/1.1 on one port", () =>
  withServer({ services }, async (server) => {
    const grpc = createClient(WireBlobs, createGrpcTransport({ baseUrl: server.url, idleConnectionTimeoutMs: 10 }));
    const answer = await grpc.putBlob({ hash, bytes: 3n, offset: 0n, chunk: new Uint8Array(3) });
    assert.equal(answer.received, 3n);
    await withClient(server, {}, async ({ blobs }) => assert.deepEqual(await blobs.putBlob(blob(4)), { received: 4 }));
  }));

test("a plain route over HTTP/2", () => {
  const routes: HttpRoute[] = [{ path: "/healthz", handle: () => ({ status: 200, body: "ok" }) }];
  return withServer({ routes }, async (server) => {
    const session = connectHttp2(server.url);
    const stream = session.request({ ":path": "/healthz" });
    let text = "";
    for await (const piece of stream) text += String(piece);
    session.close();
    assert.equal(text, "ok");
  });
});

test("a token is asked of calls and routes, but not of probes", () => {
  const routes: HttpRoute[] = [
    { path: "/healthz", open: true, handle: () => ({ status: 200, body: "ok" }) },
    { path: "/metrics", handle: () => ({ status: 200, body: "up 1\n" }) },
  ];
  return withServer({ services, routes, token: "s3cret" }, async (server) => {
    for (const token of [undefined, "wrong", "S3CRET"]) {
      await withClient(server, token === undefined ? {} : { token }, async ({ blobs }) => {
        await assert.rejects(blobs.putBlob(blob(1)), isError("CONFIG", /^http:\S+ did not accept the token$/));
      });
    }
    await withClient(server, { token: "s3cret" }, async ({ blobs }) => {
      assert.deepEqual(await blobs.putBlob(blob(1)), { received: 1 });
    });
    const statusOf = async (path: string, token?: string): Promise<number> => {
      const http = nodeHttpFetch(token === undefined ? {} : { token });
      const { status, body } = await http.fetch(server.url + path, { idleMs: 1000 });
      for await (const _ of body);
      http.close();
      return status;
    };
    assert.equal(await statusOf("/healthz"), 200);
    assert.equal(await statusOf("/metrics"), 401);
    assert.equal(await statusOf("/metrics", "s3cret"), 200);
  });
});

test("a message over the limit is refused on both sides", () =>
  withServer({ services, maxMessageBytes: 10_000 }, async (server) => {
    await withClient(server, {}, async ({ blobs }) => {
      await assert.rejects(blobs.putBlob(blob(20_000)), isError("CONFIG", /^a message to or from http:\S+ is larger/));
      assert.deepEqual(await blobs.putBlob(blob(9_000)), { received: 9_000 });
    });
    await withClient(server, { maxMessageBytes: 5_000 }, async ({ blobs }) => {
      await assert.rejects(blobs.putBlob(blob(9_000)), isError("CONFIG", /^a message to or from http:\S+ is larger/));
    });
  }));

test("calls over the limit are told to come again; waiting calls do not count", async () => {
  const gate = Promise.withResolvers<void>();
  const waiting = fakeServices({
    blobs: {
      putBlob: async () => {
        await gate.promise;
        return { received: 0 };
      },
    },
    controlPlane: {
      getTask: async () => {
        await gate.promise;
        return { known: true, tasks: [], stages: [], cancel: [], releasedQueries: [] };
      },
    },
  });
  await withServer({ services: waiting, maxInFlight: 2, maxWaiting: 3 }, (server) =>
    withClient(server, {}, async ({ blobs, controlPlane }) => {
      const poll = { worker: WorkerId("w"), freeSlots: 1, waitMs: 1000, poll: 1 };
      const polls = [1, 2, 3].map(() => controlPlane.getTask(poll));
      const puts = [1, 2].map(() => blobs.putBlob(blob(1)));
      while (server.inFlight < 2) await new Promise((resolve) => setTimeout(resolve, 2));
      await assert.rejects(blobs.putBlob(blob(1)), isError("IO", /cannot be reached/));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await assert.rejects(controlPlane.getTask(poll), isError("IO", /cannot be reached/));
      gate.resolve();
      await Promise.all([...puts, ...polls]);
      while (server.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 2));
      assert.deepEqual(await blobs.putBlob(blob(1)), { received: 0 });
    }),
  );
});

test("a deadline reaches the handler", async () => {
  const told = Promise.withResolvers<void>();
  const slow = fakeServices({
    controlPlane: {
      getQueryStatus: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            told.resolve();
            reject(new FfqError("TIMEOUT", "too late"));
          });
        }),
    },
  });
  await withServer({ services: slow }, (server) =>
    withClient(server, {}, async ({ controlPlane }) => {
      const call = controlPlane.getQueryStatus({ query: ClusterQueryId("q") }, { timeoutMs: 50 });
      await assert.rejects(call, isError("TIMEOUT", /./));
      await told.promise;
    }),
  );
});

test("nobody listens: IO, which a caller may repeat", async () => {
  const server = await startServer({ host: "127.0.0.1", port: 0, services });
  const { url } = server;
  await server.close(0);
  const transport = connectTransport({ url });
  await assert.rejects(coordinatorClient(transport).blobs.putBlob(blob(1)), (error: FfqError) => {
    assert.equal(error.code, "IO");
    assert.equal(error.retry, true);
    return true;
  });
  const http = nodeHttpFetch();
  await assert.rejects(http.fetch(`${url}/x`, { idleMs: 1000 }), isError("IO", /^GET http:\S+: connect ECONNREFUSED/));
});

test("closing ends waiting calls, and waits for the others as long as it is told", async () => {
  const gate = Promise.withResolvers<void>();
  const slow = fakeServices({
    blobs: {
      putBlob: async () => {
        await gate.promise;
        return { received: 7 };
      },
    },
    controlPlane: {
      getTask: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    },
  });
  const server = await startServer({ host: "127.0.0.1", port: 0, services: slow });
  await withClient(server, {}, async ({ blobs, controlPlane }) => {
    const poll = controlPlane.getTask({ worker: WorkerId("w"), freeSlots: 1, waitMs: 1000, poll: 1 });
    const put = blobs.putBlob(blob(1));
    while (server.inFlight < 1) await new Promise((resolve) => setTimeout(resolve, 2));
    const closed = server.close(5000);
    await assert.rejects(poll, isError("IO", /the server is shutting down/));
    gate.resolve();
    assert.deepEqual(await put, { received: 7 });
    await closed;
  });
});

test("an address that cannot be listened on", () =>
  withServer({}, async ({ port }) => {
    await assert.rejects(
      startServer({ host: "127.0.0.1", port }),
      isError("CONFIG", /^cannot listen on 127.0.0.1:\d+: listen EADDRINUSE/),
    );
  }));

test("addresses that are no server's", () => {
  for (const url of ["", "localhost:80", "https://host", "http://host/path", "ftp://host"]) {
    assert.throws(
      () => connectTransport({ url }),
      isError("CONFIG", /is no address of a server: write http:\/\/host:port$/),
    );
  }
});

test("a body is made only as fast as it is read, and ends when the reader leaves", async () => {
  let made = 0;
  const ended = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (;;) {
        made++;
        yield new Uint8Array(1 << 20);
      }
    } finally {
      ended.resolve();
    }
  }
  await withServer(
    { routes: [{ path: "/bytes/", handle: () => ({ status: 200, body: endless() }) }] },
    async (server) => {
      const http = nodeHttpFetch();
      const { body } = await http.fetch(`${server.url}/bytes/x`, { idleMs: 1000 });
      const reader = body[Symbol.asyncIterator]();
      await reader.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(made < 64, `${made} MB were made for a reader that took one piece`);
      await reader.return?.();
      await ended.promise;
      http.close();
    },
  );
});

test("a body that breaks off is an error for its reader", async () => {
  const heard: FfqError[] = [];
  async function* breaks() {
    yield new Uint8Array(10);
    throw new FfqError("IO", "disk");
  }
  const routes = [{ path: "/x", handle: () => ({ status: 200, body: breaks() }) }];
  await withServer({ routes, onError: (error) => heard.push(error) }, async (server) => {
    const http = nodeHttpFetch();
    const reading = (async () => {
      const { body } = await http.fetch(`${server.url}/x`, { idleMs: 1000 });
      for await (const _ of body);
    })();
    await assert.rejects(reading, isError("IO", /^GET http:/));
    assert.deepEqual(
      heard.map(({ message }) => message),
      ["disk"],
    );
    http.close();
  });
});

test("a route that fails before its answer is a 500 with the reason", () =>
  withServer({ routes: [{ path: "/x", handle: () => Promise.reject(new FfqError("IO", "disk")) }] }, async (server) => {
    const http = nodeHttpFetch();
    const { status, body } = await http.fetch(`${server.url}/x`, { idleMs: 1000 });
    let text = "";
    for await (const piece of body) text += Buffer.from(piece).toString();
    assert.deepEqual([status, text], [500, "disk"]);
    http.close();
  }));

test("silence ends a fetch: before the answer, and within it; a slow reader does not", async () => {
  const forever = new Promise<never>(() => undefined);
  async function* stalls() {
    yield new Uint8Array(3);
    await forever;
  }
  const routes: HttpRoute[] = [
    { path: "/never", handle: () => forever },
    { path: "/stalls", handle: () => ({ status: 200, body: stalls() }) },
    { path: "/whole", handle: () => ({ status: 200, body: new Uint8Array(3) }) },
  ];
  await withServer({ routes }, async (server) => {
    const clock = new ManualClock();
    const http = nodeHttpFetch({ clock });
    const never = http.fetch(`${server.url}/never`, { idleMs: 50 });
    clock.advance(50);
    await assert.rejects(never, isError("TIMEOUT", /nothing came for 50 ms$/));
    const stalled = (await http.fetch(`${server.url}/stalls`, { idleMs: 50 })).body[Symbol.asyncIterator]();
    assert.equal((await stalled.next()).done, false);
    const second = stalled.next();
    clock.advance(50);
    await assert.rejects(second, isError("TIMEOUT", /nothing came for 50 ms$/));
    const { body } = await http.fetch(`${server.url}/whole`, { idleMs: 50 });
    let bytes = 0;
    for await (const piece of body) {
      clock.advance(80);
      bytes += piece.length;
    }
    assert.equal(bytes, 3);
    http.close();
  });
});

test("connections that say nothing, or not enough, are closed", () =>
  withServer({ services, headersMs: 100 }, async (server) => {
    for (const start of ["", "POST /x HTTP/1.1\r\nhost:"]) {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(start));
      await new Promise((resolve) => socket.on("error", resolve).on("close", resolve).resume());
    }
  }));

test("bytes that are no HTTP do no harm", () =>
  withServer({ services }, async (server) => {
    for (const noise of ["\u0000\u0001\u0002", "PRI * HTTP/2.0\r\n\r\nnoise", "GARBAGE\r\n\r\n"]) {
      const socket = connect(server.port, "127.0.0.1", () => socket.end(noise));
      await new Promise((resolve) => socket.on("error", resolve).on("close", resolve).resume());
    }
    await withClient(server, {}, async ({ blobs }) => assert.deepEqual(await blobs.putBlob(blob(2)), { received: 2 }));
  }));
