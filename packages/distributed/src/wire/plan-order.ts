// Operators that put rows into an order or take some of them by it.
import { create } from "@bufbuild/protobuf";
import { StateId } from "@ffq/core/physical";
import { LimitSchema, SortSchema, type Limit as WireLimit, type Sort as WireSort } from "../gen/ffq/plan/v1/plan_pb.ts";
import { readCount, writeCount } from "./codec.ts";
import {
  type Own,
  type PlanOf,
  type ReadContext,
  readLimit,
  readSortKey,
  type WriteContext,
  writeLimit,
  writeSortKey,
} from "./plan-parts.ts";

export function writeSort({ state, input, keys, limit }: PlanOf<"sort">, { exprs, at }: WriteContext): WireSort {
  const sortKeys = keys.map((key) => writeSortKey(key, exprs));
  return create(SortSchema, { state, input: at(input), keys: sortKeys, ...writeLimit(limit) });
}

export function readSort({ state, input, keys, limit }: WireSort, { exprs, at }: ReadContext): Own<PlanOf<"sort">> {
  const sortKeys = keys.map((key) => readSortKey(key, exprs));
  return { kind: "sort", state: StateId(state), input: at(input), keys: sortKeys, ...readLimit(limit) };
}

export function writeLimitNode({ state, input, limit, offset }: PlanOf<"limit">, { at }: WriteContext): WireLimit {
  const counts = { ...writeLimit(limit), offset: writeCount(offset, "an offset") };
  return create(LimitSchema, { state, input: at(input), ...counts });
}

export function readLimitNode({ state, input, limit, offset }: WireLimit, { at }: ReadContext): Own<PlanOf<"limit">> {
  const counts = { ...readLimit(limit), offset: readCount(offset, "an offset") };
  return { kind: "limit", state: StateId(state), input: at(input), ...counts };
}
