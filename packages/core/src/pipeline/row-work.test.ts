// How few rows of a source are a morsel, by what a nested loop does with each.
import assert from "node:assert/strict";
import { test } from "node:test";
import { StateId } from "../common/ids.ts";
import type { TransformSpec } from "../operator/pipeline-spec.ts";
import { INT4 } from "../type/logical-type.ts";
import { isLaborious, leastMorselRows } from "./row-work.ts";

const fields = [{ name: "n", type: INT4, nullable: false }];
const sides = { probeFields: fields, buildFields: fields, fields };
const loop = (state: number): TransformSpec => ({
  kind: "nested-loop-join",
  state: StateId(state),
  spec: { kind: "nested-loop-join", join: "left", ...sides },
});
const hashJoin: TransformSpec = {
  kind: "hash-join",
  state: StateId(1),
  spec: { kind: "hash-join", join: "inner", keys: [], ...sides },
};
const states = new Map<StateId, unknown>([
  [StateId(1), { kind: "memory", state: { side: { rows: 10_000 } } }],
  [StateId(2), { kind: "memory", state: { side: { rows: 1 } } }],
  [StateId(3), { kind: "memory", state: { side: { rows: 0 } } }],
  [StateId(4), { kind: "memory", state: { side: { rows: 10_000_000 } } }],
]);

const cases: readonly {
  readonly name: string;
  readonly transforms: readonly TransformSpec[];
  readonly least: number | undefined;
  readonly laborious: boolean;
}[] = [
  { name: "nothing is done", transforms: [], least: undefined, laborious: false },
  { name: "a hash join looks few rows up", transforms: [hashJoin], least: undefined, laborious: false },
  { name: "each row with ten thousand", transforms: [loop(1)], least: 105, laborious: true },
  { name: "each row with one", transforms: [loop(2)], least: 1_048_576, laborious: false },
  { name: "each row with none", transforms: [loop(3)], least: undefined, laborious: false },
  { name: "each row with more than a morsel's pairs", transforms: [loop(4)], least: 1, laborious: true },
  { name: "the most counts", transforms: [loop(2), loop(1), loop(3)], least: 105, laborious: true },
  { name: "a side that is still to be built", transforms: [loop(9)], least: undefined, laborious: false },
];
for (const { name, transforms, least, laborious } of cases) {
  test(name, () => {
    assert.equal(leastMorselRows(transforms, states), least);
    assert.equal(isLaborious(transforms, states), laborious);
  });
}
