// The two kinds of join, as what spills sees them.
import { isSymbol } from "../key-layout.ts";
import type { HashJoinSpec, NestedLoopJoinSpec } from "../spec.ts";
import { CrossCandidates } from "./cross-candidates.ts";
import { HashFinder } from "./hash-finder.ts";
import {
  combineHashJoin,
  createHashBatchProbe,
  createHashJoinProbe,
  createHashJoinRest,
  type HashJoinState,
  hashJoinRestMorsels,
  releaseHashJoin,
} from "./hash-join.ts";
import { hashBuildSpec } from "./hash-join-build.ts";
import { groupKeys } from "./hash-join-null-rule.ts";
import { HashRows } from "./hash-rows.ts";
import { joinKeyLayout } from "./join-key-layout.ts";
import {
  combineNestedLoopJoin,
  createNestedLoopBatchProbe,
  createNestedLoopJoinProbe,
  createNestedLoopJoinRest,
  type NestedLoopJoinState,
  nestedLoopBuildSpec,
  nestedLoopJoinRestMorsels,
  releaseNestedLoopJoin,
} from "./nested-loop-join.ts";
import { CandidateRows, decideAll } from "./row-states.ts";
import type { SpillableJoin } from "./spillable-join.ts";

/** Of a table's row: slots, two to four times as many of them as rows, and the chain. */
const TABLE_BYTES = 52;
/** Of a string among the keys: slots of the symbol table, twice while it grows, and its ref. Its bytes are copied. */
const SYMBOL_BYTES = 64;

export const hashJoin: SpillableJoin<HashJoinSpec, HashJoinState> = {
  buildSpec: hashBuildSpec,
  keys(spec) {
    // A mark join has to know of a NULL among all the build rows of a group.
    const positions = spec.join === "mark" ? groupKeys(spec) : [...spec.keys.keys()];
    const keys = positions.map((at) => spec.keys[at] as HashJoinSpec["keys"][number]);
    return { probe: keys.map(({ probe }) => probe), build: keys.map(({ build }) => build) };
  },
  buildBytes(spec, rows, bytes) {
    const { words, fields } = joinKeyLayout(spec);
    const symbols = fields.filter(isSymbol).length;
    const copied = symbols > 0 ? bytes : 0;
    return bytes + copied + rows * (8 * words + TABLE_BYTES + SYMBOL_BYTES * symbols);
  },
  combine: combineHashJoin,
  probe: createHashJoinProbe,
  batchProbe: createHashBatchProbe,
  decider(context, spec, join, state) {
    const exprs = spec.keys.map(({ probe }) => probe);
    const nullRule = join === "mark" ? state.nullRule : undefined;
    const finder = new HashFinder(context, state, exprs);
    return new HashRows(context, { spec, join, side: state.side, finder, nullRule });
  },
  restMorsels: hashJoinRestMorsels,
  rest: createHashJoinRest,
  release: releaseHashJoin,
};

export const nestedLoopJoin: SpillableJoin<NestedLoopJoinSpec, NestedLoopJoinState> = {
  buildSpec: nestedLoopBuildSpec,
  keys: () => ({ probe: [], build: [] }),
  buildBytes: (_spec, rows, bytes) => bytes + rows,
  combine: combineNestedLoopJoin,
  probe: createNestedLoopJoinProbe,
  batchProbe: (context, spec, { side }) => createNestedLoopBatchProbe(context, spec, side),
  decider(context, { predicate }, join, { side }) {
    if (predicate === undefined) return decideAll(context);
    const candidates = new CrossCandidates(context, side.rows);
    return new CandidateRows(context, { join, side, candidates, predicate });
  },
  restMorsels: nestedLoopJoinRestMorsels,
  rest: createNestedLoopJoinRest,
  release: releaseNestedLoopJoin,
};
