// The same calls over Connect and over plain bytes: both must give the same answers, errors and cancellations.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId, WorkerId } from "@ffq/core/physical";
import type { HeartbeatRequest, QueryStatus } from "../wire/messages.ts";
import { carrierOf, carrierTransport } from "./carrier.ts";
import { connectTransport } from "./connect-transport.ts";
import { startServer } from "./server.ts";
import { type FakeServices, fakeServices } from "./services.fixture.ts";
import { type CoordinatorClient, coordinatorClient } from "./transport.ts";

type WithClient = (services: FakeServices, use: (client: CoordinatorClient) => Promise<void>) => Promise<void>;

const overBytes: WithClient = (services, use) =>
  use(coordinatorClient(carrierTransport(carrierOf(fakeServices(services)))));

const overConnect: WithClient = async (services, use) => {
  const server = await startServer({ host: "127.0.0.1", port: 0, services: fakeServices(services) });
  const transport = connectTransport({ url: server.url });
  try {
    await use(coordinatorClient(transport));
  } finally {
    transport.close();
    await server.close(0);
  }
};

const query = ClusterQueryId("q-1");
const task = { query, stage: StageId(2), partition: 3, attempt: 1 };

const beat: HeartbeatRequest = {
  worker: WorkerId("w"),
  atMs: 5,
  runningTasks: [task],
  slots: 2,
  endpoint: "http://w:1",
  capabilities: ["operator:knn"],
  draining: false,
  leaving: false,
};

const status = (revision: number): QueryStatus => ({
  query,
  revision,
  state: "running",
  stages: [],
  missingCapabilities: [],
  notice: "",
});

const failure = new FfqError(
  "MEMORY_LIMIT",
  "out of memory at ä",
  { sqlstate: "53200", span: { start: 1, end: 2 }, hint: "Raise it.", context: { bytes: 7 } },
  new FfqError("IO", "disk full"),
);

for (const [name, withClient] of [
  ["bytes", overBytes],
  ["Connect", overConnect],
] as const) {
  test(`${name}: a call's request and answer arrive`, () => {
    const heartbeat = async (request: HeartbeatRequest) => {
      assert.deepStrictEqual(request, beat);
      return {
        known: true,
        coordinator: "c",
        heartbeatIntervalMs: 1000,
        livenessTimeoutMs: 15000,
        cancel: [task],
        releasedQueries: [query],
        drop: [],
      };
    };
    return withClient({ heartbeat: { heartbeat } }, async (client) => {
      const answer = await client.heartbeat.heartbeat(beat);
      assert.deepStrictEqual(answer.cancel, [task]);
      assert.deepStrictEqual(answer.releasedQueries, [query]);
    });
  });

  test(`${name}: a handler's error arrives whole`, () => {
    const cancelQuery = () => Promise.reject(failure);
    return withClient({ controlPlane: { cancelQuery } }, async (client) => {
      await assert.rejects(client.controlPlane.cancelQuery({ query, reason: "" }), (error: FfqError) => {
        assert.deepStrictEqual(error.toData(), failure.toData());
        return true;
      });
    });
  });

  test(`${name}: a handler's accident is an INTERNAL error`, () => {
    const getQueryStatus = () => Promise.reject(new TypeError("x is not a function"));
    return withClient({ controlPlane: { getQueryStatus } }, async (client) => {
      await assert.rejects(client.controlPlane.getQueryStatus({ query }), (error: FfqError) => {
        assert.deepEqual([error.code, error.message], ["INTERNAL", "x is not a function"]);
        return true;
      });
    });
  });

  test(`${name}: a request that cannot be read is refused`, () =>
    withClient({}, async (client) => {
      const request = { query: ClusterQueryId("../x") };
      await assert.rejects(client.controlPlane.getQueryStatus(request), (error: FfqError) => {
        assert.deepEqual(
          [error.code, error.message],
          ["UNSUPPORTED", 'a message cannot be read: "../x" is no query id'],
        );
        return true;
      });
    }));

  test(`${name}: a stream's answers arrive as they are made, and its error after them`, () => {
    let made = 0;
    async function* watchQuery() {
      for (made = 1; made <= 3; made++) yield { status: status(made) };
      throw failure;
    }
    return withClient({ controlPlane: { watchQuery } }, async (client) => {
      const revisions: number[] = [];
      const reading = (async () => {
        for await (const answer of client.controlPlane.watchQuery({ query, afterRevision: 0 })) {
          revisions.push(answer.status.revision);
        }
      })();
      await assert.rejects(reading, (error: FfqError) => error.code === "MEMORY_LIMIT");
      assert.deepEqual(revisions, [1, 2, 3]);
    });
  });

  test(`${name}: a reader that leaves ends the handler`, async () => {
    const ended = Promise.withResolvers<void>();
    async function* watchQuery() {
      try {
        for (let revision = 1; ; revision++) {
          yield { status: status(revision) };
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended.resolve();
      }
    }
    await withClient({ controlPlane: { watchQuery } }, async (client) => {
      for await (const answer of client.controlPlane.watchQuery({ query, afterRevision: 0 })) {
        if (answer.status.revision === 2) break;
      }
      await ended.promise;
    });
  });

  test(`${name}: a cancelled call tells its handler`, async () => {
    const asked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const getTask = (_: unknown, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        asked.resolve();
        signal.addEventListener("abort", () => {
          told.resolve();
          reject(new FfqError("CANCELLED", "gone"));
        });
      });
    await withClient({ controlPlane: { getTask } }, async (client) => {
      const controller = new AbortController();
      const request = { worker: beat.worker, freeSlots: 1, waitMs: 1000, poll: 1 };
      const polling = client.controlPlane.getTask(request, { signal: controller.signal });
      void asked.promise.then(() => controller.abort());
      await assert.rejects(polling, (error: FfqError) => error.code === "CANCELLED");
      await told.promise;
    });
  });

  test(`${name}: a service that is not there`, async () => {
    const nothing = name === "bytes" ? carrierTransport(carrierOf({})) : undefined;
    const server = await startServer({ host: "127.0.0.1", port: 0 });
    const connected = connectTransport({ url: server.url });
    try {
      const client = coordinatorClient(nothing ?? connected);
      await assert.rejects(client.heartbeat.heartbeat(beat), (error: FfqError) => error.code === "UNSUPPORTED");
    } finally {
      connected.close();
      await server.close(0);
    }
  });
}
