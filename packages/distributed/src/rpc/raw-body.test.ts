// Bodies without HTTP's framing, over real sockets: what arrives, what holds a server back, and what is refused.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { FfqError } from "@ffq/core/physical";
import type { HttpRoute } from "./http.ts";
import { ManualClock } from "./manual-clock.fixture.ts";
import { type NodeFetchOptions, nodeHttpFetch } from "./node-http.ts";
import { type RunningServer, type ServerOptions, startServer } from "./server.ts";

type Fetch = ReturnType<typeof nodeHttpFetch>["fetch"];

async function served(
  options: Partial<ServerOptions>,
  use: (fetch: Fetch, server: RunningServer) => Promise<void>,
  fetching: NodeFetchOptions = {},
): Promise<void> {
  const server = await startServer({ host: "127.0.0.1", port: 0, ...options });
  const http = nodeHttpFetch(fetching);
  try {
    await use(http.fetch, server);
  } finally {
    http.close();
    await server.close(0);
  }
}

const raw = { idleMs: 5000, isRaw: true };
const isError = (code: string, message: RegExp) => (error: unknown) =>
  error instanceof FfqError && error.code === code && message.test(error.message);

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

/** Bytes that repeat nowhere near. */
function pattern(length: number, from = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((from + at) * 2654435761) >>> 24);
}

async function* inOneRoom(lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const room = new Uint8Array(Math.max(...lengths));
  let from = 0;
  for (const length of lengths) {
    room.set(pattern(length, from));
    from += length;
    yield room.subarray(0, length);
    room.fill(0xee); // a piece is the server's no longer
  }
}

for (const isRaw of [false, true]) {
  test(`pieces of all sizes arrive as they were sent${isRaw ? ", without framing" : ""}`, async () => {
    const lengths = [1, 70_000, 3, 1 << 20, 262_144, 262_145, 2];
    const total = lengths.reduce((sum, length) => sum + length);
    const routes = [{ path: "/x", handle: () => ({ status: 200, body: inOneRoom(lengths) }) }];
    await served({ routes }, async (fetch, server) => {
      const { status, body } = await fetch(`${server.url}/x`, { idleMs: 5000, isRaw });
      const found = await bytesOf(body);
      assert.deepEqual([status, found.length], [200, total]);
      assert.ok(found.equals(pattern(total)));
      while (server.inFlight > 0) await new Promise(setImmediate);
    });
  });
}

test("a server is held back, and told when its reader goes", async () => {
  let made = 0;
  const ended = Promise.withResolvers<void>();
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        made++;
        yield new Uint8Array(1 << 20);
      }
    } finally {
      ended.resolve();
    }
  }
  await served(
    { routes: [{ path: "/x", handle: () => ({ status: 200, body: endless() }) }] },
    async (fetch, server) => {
      const reader = (await fetch(`${server.url}/x`, raw)).body[Symbol.asyncIterator]();
      await reader.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(made < 32, `${made} MB were made for a reader that took one piece`);
      await reader.return?.();
      await ended.promise;
      while (server.inFlight > 0) await new Promise(setImmediate);
    },
  );
});

test("what is refused is refused as without it: the token, the path, the route's own answer", async () => {
  const routes: HttpRoute[] = [
    { path: "/gone", handle: () => ({ status: 410, body: "was released" }) },
    { path: "/fails", handle: () => Promise.reject(new FfqError("IO", "disk")) },
  ];
  const answers = async (fetch: Fetch, url: string): Promise<readonly [number, string]> => {
    const { status, body } = await fetch(url, raw);
    return [status, (await bytesOf(body)).toString()];
  };
  await served({ routes }, async (fetch, server) => {
    assert.deepEqual(await answers(fetch, `${server.url}/gone`), [410, "was released"]);
    assert.deepEqual(await answers(fetch, `${server.url}/fails`), [500, "disk"]);
    assert.equal((await answers(fetch, `${server.url}/nowhere`))[0], 404);
  });
  await served({ routes, token: "s3cret" }, async (fetch, server) => {
    assert.equal((await answers(fetch, `${server.url}/gone`))[0], 401);
  });
  await served({ routes, maxInFlight: 0 }, async (fetch, server) => {
    assert.equal((await answers(fetch, `${server.url}/gone`))[0], 503);
  });
});

test("silence and the caller's own end: TIMEOUT, CANCELLED", async () => {
  async function* stalls(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3);
    await new Promise(() => undefined);
  }
  const routes = [{ path: "/x", handle: () => ({ status: 200, body: stalls() }) }];
  const clock = new ManualClock();
  await served(
    { routes },
    async (fetch, server) => {
      const asked = { idleMs: 50, isRaw: true };
      const silent = (await fetch(`${server.url}/x`, asked)).body[Symbol.asyncIterator]();
      await silent.next();
      const second = silent.next();
      clock.advance(50);
      await assert.rejects(second, isError("TIMEOUT", /nothing came for 50 ms$/));
      const caller = new AbortController();
      const { body } = await fetch(`${server.url}/x`, { ...asked, signal: caller.signal });
      const ended = body[Symbol.asyncIterator]();
      await ended.next();
      const next = ended.next();
      caller.abort();
      await assert.rejects(next, isError("CANCELLED", /cancelled/));
    },
    { clock },
  );
});

test("a server that knows no such offer answers as always, also a long body", async () => {
  const content = Buffer.from(pattern(300_000));
  const server = createServer((_, response) => void response.end(content));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const http = nodeHttpFetch();
  const { status, body } = await http.fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`, raw);
  assert.equal(status, 200);
  assert.ok((await bytesOf(body)).equals(content));
  http.close();
  await new Promise((resolve) => server.close(resolve));
});

test("offers of other protocols are let be", async () => {
  const routes = [{ path: "/x", handle: () => ({ status: 200, body: "fine" }) }];
  await served({ routes }, async (_, server) => {
    const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAAP__" };
    const status = await new Promise((resolve, reject) => {
      const call = request(`${server.url}/x`, { headers }, (response) => {
        response.resume().on("end", () => resolve(response.statusCode));
      });
      call.on("error", reject).end();
    });
    assert.equal(status, 200);
  });
});

test("an offer with something else behind it does no harm", async () => {
  const routes = [{ path: "/x", handle: () => ({ status: 200, body: inOneRoom([5]) }) }];
  await served({ routes }, async (_, server) => {
    const offer = "GET /x HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: ffq-body\r\n\r\n";
    const heard = await new Promise<Buffer>((resolve, reject) => {
      const pieces: Buffer[] = [];
      const socket = connect(server.port, "127.0.0.1", () => socket.write(`${offer}${offer}`));
      socket
        .on("data", (piece) => pieces.push(piece))
        .on("error", reject)
        .on("end", () => resolve(Buffer.concat(pieces)));
    });
    assert.match(heard.toString("latin1"), /^HTTP\/1\.1 101 Switching Protocols\r\n/);
    assert.ok(heard.subarray(-5).equals(Buffer.from(pattern(5))));
  });
});
