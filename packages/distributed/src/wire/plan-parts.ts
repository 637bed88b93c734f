// What the codecs of several kinds of operator share: sort keys, partitionings, limits, and the ways in which
// operators are named while they are written and read.
import { create } from "@bufbuild/protobuf";
import { type Partitioning, type PhysicalPlan, type PhysicalSortKey, unreachable } from "@ffq/core/physical";
import {
  Partitioning_BroadcastSchema,
  Partitioning_HashSchema,
  Partitioning_SingleSchema,
  PartitioningSchema,
  SortKeySchema,
  type Node as WireNode,
  type Partitioning as WirePartitioning,
  type SortKey as WireSortKey,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { readCount, unreadable, writeCount } from "./codec.ts";
import type { ExprReader, ExprWriter } from "./expr.ts";

export type PlanOf<Kind extends PhysicalPlan["kind"]> = Extract<PhysicalPlan, { readonly kind: Kind }>;

/** An operator without the members that all operators have. */
export type Own<Plan> = Plan extends PhysicalPlan ? Omit<Plan, "fields" | "estimatedRows"> : never;

export type WireKind = WireNode["kind"];

export interface WriteContext {
  readonly exprs: ExprWriter;
  /** The position of an operator that was written. */
  readonly at: (plan: PhysicalPlan) => number;
}

export interface ReadContext {
  readonly exprs: ExprReader;
  /** The operator at a position that was read. */
  readonly at: (position: number) => PhysicalPlan;
}

export function writeSortKey({ expr, descending, nullsFirst }: PhysicalSortKey, exprs: ExprWriter): WireSortKey {
  return create(SortKeySchema, { expr: exprs.add(expr), descending, nullsFirst });
}

export function readSortKey({ expr, descending, nullsFirst }: WireSortKey, exprs: ExprReader): PhysicalSortKey {
  return { expr: exprs.at(expr), descending, nullsFirst };
}

/** An optional limit. */
export function writeLimit(limit: number | undefined): { readonly limit?: bigint } {
  return limit === undefined ? {} : { limit: writeCount(limit, "a limit") };
}

export function readLimit(limit: bigint | undefined): { readonly limit?: number } {
  return limit === undefined ? {} : { limit: readCount(limit, "a limit") };
}

export function writePartitioning(partitioning: Partitioning, exprs: ExprWriter): WirePartitioning {
  return create(PartitioningSchema, { kind: partitioningKind(partitioning, exprs) });
}

function partitioningKind(partitioning: Partitioning, exprs: ExprWriter): WirePartitioning["kind"] {
  switch (partitioning.kind) {
    case "single":
      return { case: "single", value: create(Partitioning_SingleSchema) };
    case "hash": {
      const keys = exprs.addAll(partitioning.keys);
      return { case: "hash", value: create(Partitioning_HashSchema, { keys, partitions: partitioning.partitions }) };
    }
    case "broadcast":
      return {
        case: "broadcast",
        value: create(Partitioning_BroadcastSchema, { partitions: partitioning.partitions }),
      };
    default:
      return unreachable(partitioning);
  }
}

export function readPartitioning(message: WirePartitioning | undefined, exprs: ExprReader): Partitioning {
  const kind = message?.kind;
  switch (kind?.case) {
    case "single":
      return { kind: "single" };
    case "hash":
      return { kind: "hash", keys: exprs.all(kind.value.keys), partitions: kind.value.partitions };
    case "broadcast":
      return { kind: "broadcast", partitions: kind.value.partitions };
    default:
      throw unreadable("a partitioning is of no known kind");
  }
}
