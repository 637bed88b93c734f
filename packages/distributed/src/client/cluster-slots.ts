// How many tasks the cluster can run at the same time, from the coordinator's status page: asked for again when the
// answer has become old. A coordinator that is away for a while has as many slots as before.
import { type Clock, FfqError } from "@ffq/core/physical";
import type { FetchedResponse, HttpFetch } from "../rpc/http.ts";
import { STATUS_PATH } from "../wire/status-path.ts";

const IDLE_MS = 10_000;
/** More partitions than this cost more than they give. */
const MOST_SLOTS = 256;

/** Workers that came or went are noticed after so long. */
const FRESH_MS = 2_000;

export interface ClusterSlotsOptions {
  readonly url: string;
  readonly fetch: HttpFetch;
  readonly clock: Clock;
}

export class ClusterSlots {
  readonly #options: ClusterSlotsOptions;
  #known: { readonly slots: number; readonly at: number } | undefined;

  constructor(options: ClusterSlotsOptions) {
    this.#options = options;
  }

  /** @throws FfqError where nothing is known yet, as readClusterSlots */
  async now(): Promise<number> {
    const { url, fetch, clock } = this.#options;
    const known = this.#known;
    if (known !== undefined && clock.now() - known.at < FRESH_MS) return known.slots;
    try {
      const slots = await readClusterSlots(fetch, url);
      this.#known = { slots, at: clock.now() };
      return slots;
    } catch (thrown) {
      if (known === undefined || !FfqError.from(thrown).retry) throw thrown;
      this.#known = { ...known, at: clock.now() };
      return known.slots;
    }
  }
}

/** At least 1: a cluster without workers may get some. @throws FfqError UNAVAILABLE when the coordinator does not answer */
async function readClusterSlots(fetch: HttpFetch, url: string): Promise<number> {
  const { status, body } = await reach(fetch, url);
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const text = Buffer.concat(parts).toString();
  if (status === 401) {
    throw new FfqError("CONFIG", `${url} did not accept the token`, {
      hint: "Give the token that the coordinator was started with.",
    });
  }
  if (status !== 200) throw new FfqError("IO", `GET ${url}${STATUS_PATH}: ${status} ${text.slice(0, 200)}`);
  const { slots } = JSON.parse(text) as { readonly slots?: unknown };
  if (typeof slots !== "number") throw new FfqError("UNSUPPORTED", `${url} is no coordinator of this version`);
  return Math.min(MOST_SLOTS, Math.max(1, slots));
}

async function reach(fetch: HttpFetch, url: string): Promise<FetchedResponse> {
  try {
    return await fetch(`${url}${STATUS_PATH}`, { idleMs: IDLE_MS });
  } catch (thrown) {
    throw new FfqError(
      "UNAVAILABLE",
      `no coordinator answers at ${url}`,
      { sqlstate: "08001", hint: "Start one: npx -p @ffq/distributed ffq-coordinator", context: { url } },
      thrown,
    );
  }
}
