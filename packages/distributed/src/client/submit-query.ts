// A query on its way to the coordinator: submitted, and submitted again once the tables that the coordinator lacks
// have been sent. The id is the client's, so that asking twice is one query.
import { type ClusterQueryId, FfqError, type StageGraph } from "@ffq/core/physical";
import { isVolatileOverload } from "@ffq/core/runtime";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { QuerySettings, SubmittedStage } from "../wire/messages.ts";
import { PLAN_VERSION } from "../wire/plan-version.ts";
import { submittedStages } from "../wire/submitted-stages.ts";
import type { TravellingBlob, TravellingGraph } from "./travelling-tables.ts";

const facts = { isVolatile: isVolatileOverload };
/** Encoded once, as often as a graph is submitted. */
const encoded = new WeakMap<StageGraph, readonly SubmittedStage[]>();

function stagesOf(graph: StageGraph): readonly SubmittedStage[] {
  const known = encoded.get(graph);
  if (known !== undefined) return known;
  const stages = submittedStages(graph, facts);
  encoded.set(graph, stages);
  return stages;
}

const CHUNK_BYTES = 1 << 20;
/** Another client's query may push a blob out between its sending and the submission. */
const MOST_ROUNDS = 3;

export interface Submission {
  readonly query: ClusterQueryId;
  readonly travelling: TravellingGraph;
  readonly settings: QuerySettings;
  readonly signal: AbortSignal;
}

/** Resolves when the coordinator has the query and will not forget it. @throws FfqError */
export async function submitQuery(
  client: CoordinatorClient,
  { query, travelling: { graph, blobs }, settings, signal }: Submission,
): Promise<void> {
  const named = blobs.map(({ hash, data }) => ({ hash, bytes: data.length }));
  const request = { query, planVersion: PLAN_VERSION, stages: stagesOf(graph), settings, blobs: named };
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { status, missingBlobs } = await client.controlPlane.submitQuery(request, { signal });
    if (status !== undefined) return;
    for (const hash of missingBlobs) {
      const blob = blobs.find((known) => known.hash === hash);
      if (blob === undefined) throw new FfqError("INTERNAL", `the coordinator asks for blob ${hash}, which nobody has`);
      await sendBlob(client, blob, signal);
    }
  }
  throw new FfqError("UNAVAILABLE", "the coordinator does not keep the tables that the query needs", {
    sqlstate: "53100",
  });
}

async function sendBlob(client: CoordinatorClient, { hash, data }: TravellingBlob, signal: AbortSignal): Promise<void> {
  let offset = 0;
  do {
    const chunk = data.subarray(offset, offset + CHUNK_BYTES);
    const { received } = await client.blobs.putBlob({ hash, bytes: data.length, offset, chunk }, { signal });
    offset = received;
  } while (offset < data.length);
}
