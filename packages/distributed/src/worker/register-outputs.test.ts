// Outputs that are registered together: who gets which answer, and what a failed call means to whom.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ClusterQueryId, FfqError, StageId, WorkerId } from "@ffq/core/physical";
import type { CoordinatorClient } from "../rpc/transport.ts";
import type { HeldOutput, RegisterMapOutputRequest, RegisterMapOutputResponse } from "../wire/messages.ts";
import { OutputRegistrar } from "./register-outputs.ts";

const outputOf = (partition: number): HeldOutput => ({
  task: { query: ClusterQueryId("q"), stage: StageId(0), partition, attempt: 1 },
  partitionBytes: [partition],
});

type Answer = (request: RegisterMapOutputRequest) => Promise<RegisterMapOutputResponse>;

function open(answer: Answer): { readonly registrar: OutputRegistrar; readonly asked: number[][] } {
  const asked: number[][] = [];
  const shuffle = {
    registerMapOutput: (request: RegisterMapOutputRequest) => {
      asked.push(request.outputs.map(({ task }) => task.partition));
      return answer(request);
    },
  };
  const coordinator = { shuffle } as unknown as CoordinatorClient;
  return { registrar: new OutputRegistrar({ worker: WorkerId("w"), coordinator }), asked };
}

/** Even ones count. */
const even: Answer = async ({ outputs }) => ({ accepted: outputs.map(({ task }) => task.partition % 2 === 0) });

test("what comes while a call is under way goes together with the next, and each has its own answer", async () => {
  const { registrar, asked } = open(even);
  const answers = await Promise.all([0, 1, 2, 3].map((at) => registrar.register(outputOf(at), "http://w")));
  assert.deepEqual(answers, [true, false, true, false]);
  assert.deepEqual(asked, [[0], [1, 2, 3]]);
  assert.equal(await registrar.register(outputOf(4), "http://w"), true);
  assert.deepEqual(asked.at(-1), [4]);
});

test("a call that fails is told to those whose outputs it carried, and the next one goes on", async () => {
  let calls = 0;
  const { registrar } = open((request) => {
    calls++;
    return calls === 2 ? Promise.reject(new FfqError("IO", "broken")) : even(request);
  });
  const all = await Promise.allSettled([0, 2, 4].map((at) => registrar.register(outputOf(at), "http://w")));
  assert.deepEqual(
    all.map(({ status }) => status),
    ["fulfilled", "rejected", "rejected"],
  );
  assert.equal(await registrar.register(outputOf(6), "http://w"), true);
});

test("an answer for other outputs is a defect, and nobody's success", async () => {
  const { registrar } = open(async () => ({ accepted: [] }));
  await assert.rejects(registrar.register(outputOf(0), "http://w"), (error: FfqError) => error.code === "INTERNAL");
});
