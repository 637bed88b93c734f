import assert from "node:assert/strict";
import { test } from "node:test";
import type { Carrier } from "../../src/rpc/carrier.ts";
import type { HttpRoute } from "../../src/rpc/http.ts";
import { EventLog } from "./event-log.ts";
import { simCarrier } from "./sim-carrier.ts";
import { SimLoop, SimProcess } from "./sim-clock.ts";
import { settleOnHost } from "./sim-globals.ts";
import { simFetch } from "./sim-http.ts";
import { Addresses, fairWeather, type NetworkWeather, SimNetwork } from "./sim-network.ts";
import { SimRandom } from "./sim-random.ts";

const ADDRESS = "http://server:7000";

/** A server that answers with what it was asked, and streams the numbers up to the first byte. */
class Echo implements Carrier {
  calls = 0;
  async unary(_path: string, request: Uint8Array): Promise<Uint8Array> {
    this.calls++;
    return request;
  }
  async *stream(_path: string, request: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let n = 0; n < (request[0] as number); n++) yield Uint8Array.of(n);
  }
}

class World {
  readonly loop = new SimLoop(settleOnHost);
  readonly log = new EventLog(0);
  readonly network: SimNetwork;
  readonly client: SimProcess;
  readonly server: SimProcess;
  readonly echo = new Echo();
  readonly carriers = new Addresses<Carrier>();
  readonly routes = new Addresses<readonly HttpRoute[]>();

  constructor(seed: number, weather: Partial<NetworkWeather> = {}) {
    this.network = new SimNetwork({ loop: this.loop, log: this.log, random: SimRandom.named(seed, "network") });
    this.network.weather = { ...fairWeather, ...weather };
    this.client = new SimProcess(this.loop, "client", 1);
    this.server = new SimProcess(this.loop, "server", 1);
    this.carriers.listen(ADDRESS, this.server, this.echo);
  }

  /** `work` runs as the client; undefined when it never ends. */
  async as<Result>(work: () => Promise<Result>): Promise<PromiseSettledResult<Result> | undefined> {
    let outcome: PromiseSettledResult<Result> | undefined;
    this.loop.post(this.client, 0, () => {
      void Promise.allSettled([work()]).then(([settled]) => {
        outcome = settled;
      });
    });
    await this.loop.run(() => outcome !== undefined, 1e6);
    return outcome;
  }

  call(request = Uint8Array.of(1, 2, 3), signal = new AbortController().signal): Promise<Uint8Array> {
    return simCarrier(this.network, this.carriers, this.client, ADDRESS).unary("/Echo", request, signal);
  }
}

const codeOf = (outcome: PromiseSettledResult<unknown> | undefined): string =>
  outcome?.status === "rejected" ? (outcome.reason as { code: string }).code : (outcome?.status ?? "never");

test("a call is answered; one to nobody, or whose connection breaks, is an error; silence stays silence", async () => {
  const world = new World(1);
  assert.deepEqual(await world.as(() => world.call()), { status: "fulfilled", value: Uint8Array.of(1, 2, 3) });
  const cases: readonly (readonly [Partial<NetworkWeather>, string])[] = [
    [{ reset: 1 }, "IO"],
    [{ silence: 1 }, "never"],
  ];
  for (const [weather, expected] of cases) {
    const other = new World(2, weather);
    assert.equal(codeOf(await other.as(() => other.call())), expected);
  }
  world.server.kill();
  assert.equal(codeOf(await world.as(() => world.call())), "IO");
  assert.equal(world.network.openCalls, 0);
});

test("an abort ends a call that nobody answers", async () => {
  const world = new World(1);
  world.network.separate("client", ["server"], false);
  const controller = new AbortController();
  world.client.clock.after(100, () => controller.abort());
  assert.equal(codeOf(await world.as(() => world.call(undefined, controller.signal))), "CANCELLED");
  assert.equal(world.network.openCalls, 0);
});

test("a doubled request runs its handler twice and is answered once", async () => {
  const world = new World(1, { duplicate: 1 });
  assert.equal((await world.as(() => world.call()))?.status, "fulfilled");
  await world.loop.run(() => false, 1e6);
  assert.equal(world.echo.calls, 2);
});

test("a stream comes whole and in order, or breaks", async () => {
  let whole = 0;
  let broke = 0;
  for (let seed = 0; seed < 40; seed++) {
    const world = new World(seed, { cut: 0.02, slow: 0.2 });
    const seen: number[] = [];
    const outcome = await world.as(async () => {
      const signal = new AbortController();
      world.client.clock.after(300_000, () => signal.abort());
      const carrier = simCarrier(world.network, world.carriers, world.client, ADDRESS);
      for await (const piece of carrier.stream("/Numbers", Uint8Array.of(20), signal.signal)) {
        seen.push(piece[0] as number);
      }
    });
    assert.deepEqual(
      seen,
      Array.from(seen, (_, n) => n),
    );
    if (outcome?.status === "fulfilled") {
      assert.equal(seen.length, 20);
      whole++;
    } else broke++;
  }
  assert.ok(whole > 0 && broke > 0, `${whole} whole, ${broke} broken`);
});

test("a fetch brings status, headers and the body's bytes; what is silent too long is TIMEOUT", async () => {
  const world = new World(3);
  const body = Uint8Array.from({ length: 100_000 }, (_, n) => n & 255);
  const routes: readonly HttpRoute[] = [
    { path: "/bytes/", handle: ({ path }) => ({ status: 200, headers: { asked: path }, body }) },
    { path: "/never", handle: () => new Promise(() => undefined) },
  ];
  world.routes.listen(ADDRESS, world.server, routes);
  const fetch = simFetch(world.network, world.routes, world.client);
  const outcome = await world.as(async () => {
    const { status, headers, body: pieces } = await fetch(`${ADDRESS}/bytes/x?y=1`, { idleMs: 1_000 });
    const chunks: Uint8Array[] = [];
    for await (const piece of pieces) chunks.push(piece);
    return { status, headers, isSame: Buffer.concat(chunks).equals(body), isCut: chunks.length > 1 };
  });
  assert.deepEqual(outcome, {
    status: "fulfilled",
    value: { status: 200, headers: { asked: "/bytes/x" }, isSame: true, isCut: true },
  });
  assert.equal(codeOf(await world.as(() => fetch(`${ADDRESS}/never`, { idleMs: 1_000 }))), "TIMEOUT");
});
