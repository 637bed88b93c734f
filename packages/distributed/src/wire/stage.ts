// A stage on its way from the client through the coordinator to workers: bytes that only its ends read, so that the
// coordinator neither understands plans nor pays for them.
import { create, toBinary } from "@bufbuild/protobuf";
import { FfqError, type Partitioning, type Stage, StageId, unreachable } from "@ffq/core/physical";
import { StageSchema, type Stage as WireStage } from "../gen/ffq/plan/v1/plan_pb.ts";
import { readMessage } from "./codec.ts";
import { ExprReader } from "./expr.ts";
import { PlanWriter, readPlan } from "./plan.ts";
import { readPartitioning, writePartitioning } from "./plan-parts.ts";
import { PLAN_VERSION } from "./plan-version.ts";

declare const encoded: unique symbol;

/** An encoded ffq.plan.v1.Stage. */
export type EncodedStage = Uint8Array & { readonly [encoded]: true };

/** @throws FfqError UNSUPPORTED when it holds what cannot travel (specifications that are no plain data) */
export function encodeStage(stage: Stage): EncodedStage {
  return toBinary(StageSchema, writeStage(stage)) as EncodedStage;
}

export function writeStage(stage: Stage): WireStage {
  const writer = new PlanWriter();
  writer.add(stage.plan);
  const output = writePartitioning(stage.output, writer.exprs);
  return create(StageSchema, {
    version: PLAN_VERSION,
    id: stage.id,
    partitions: stage.partitions,
    inputs: [...stage.inputs],
    exprs: writer.exprs.list,
    nodes: writer.nodes,
    output,
  });
}

/** @throws FfqError UNSUPPORTED for another version, and for what this one never writes */
export function decodeStage(bytes: EncodedStage): Stage {
  const { version, id, partitions, inputs, exprs, nodes, output } = readMessage(StageSchema, bytes);
  checkPlanVersion(version);
  const reader = new ExprReader(exprs);
  return {
    id: StageId(id),
    plan: readPlan(nodes, reader),
    partitions,
    output: readPartitioning(output, reader),
    inputs: inputs.map((input) => StageId(input)),
  };
}

/** @throws FfqError UNSUPPORTED unless it is the one version that is read here */
export function checkPlanVersion(version: number): void {
  if (version === PLAN_VERSION) return;
  throw new FfqError("UNSUPPORTED", `the plan has version ${version}, and only version ${PLAN_VERSION} is read here`, {
    sqlstate: "0A000",
    hint: "Run the same version of FFQ in client, coordinator and workers.",
    context: { planVersion: version },
  });
}

/** How many partitions each of a stage's tasks writes. */
export function outputPartitions(output: Partitioning): number {
  switch (output.kind) {
    case "single":
      return 1;
    case "hash":
    case "broadcast":
      return output.partitions;
    default:
      return unreachable(output);
  }
}
