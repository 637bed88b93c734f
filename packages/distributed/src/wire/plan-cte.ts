// Shared subplans and the scans of them.
import { create } from "@bufbuild/protobuf";
import { CteId, StateId } from "@ffq/core/physical";
import {
  CteScanSchema,
  CteSchema,
  RecursiveCteSchema,
  type Cte as WireCte,
  type CteScan as WireCteScan,
  type RecursiveCte as WireRecursiveCte,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { readCount, writeCount } from "./codec.ts";
import type { Own, PlanOf, ReadContext, WriteContext } from "./plan-parts.ts";

export function writeCte({ state, cte, definition, body }: PlanOf<"cte">, { at }: WriteContext): WireCte {
  return create(CteSchema, { state, cte, definition: at(definition), body: at(body) });
}

export function readCte({ state, cte, definition, body }: WireCte, { at }: ReadContext): Own<PlanOf<"cte">> {
  return { kind: "cte", state: StateId(state), cte: CteId(cte), definition: at(definition), body: at(body) };
}

export function writeCteScan({ state, cte, columns }: PlanOf<"cte-scan">): WireCteScan {
  return create(CteScanSchema, { state, cte, columns: [...columns] });
}

export function readCteScan({ state, cte, columns }: WireCteScan): Own<PlanOf<"cte-scan">> {
  return { kind: "cte-scan", state: StateId(state), cte: CteId(cte), columns };
}

export function writeRecursiveCte(plan: PlanOf<"recursive-cte">, { at }: WriteContext): WireRecursiveCte {
  const { state, cte, base, step, distinct, mostRounds, rowLimit } = plan;
  const limited = rowLimit === undefined ? {} : { rowLimit: writeCount(rowLimit, "a limit") };
  return create(RecursiveCteSchema, { state, cte, base: at(base), step: at(step), distinct, mostRounds, ...limited });
}

export function readRecursiveCte(message: WireRecursiveCte, { at }: ReadContext): Own<PlanOf<"recursive-cte">> {
  const { state, cte, base, step, distinct, mostRounds, rowLimit } = message;
  return {
    kind: "recursive-cte",
    state: StateId(state),
    cte: CteId(cte),
    base: at(base),
    step: at(step),
    distinct,
    mostRounds,
    ...(rowLimit === undefined ? {} : { rowLimit: readCount(rowLimit, "a limit") }),
  };
}
