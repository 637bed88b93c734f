// Operators to and from the flat list of a stage: an operator stands behind its inputs. One case a kind, both ways;
// a kind that core gets fails to compile here until it can travel. Neither way recurses.
import { create } from "@bufbuild/protobuf";
import { childrenOf, type PhysicalPlan, StageId, unreachable } from "@ffq/core/physical";
import {
  DistinctOnSchema,
  ExchangeReadSchema,
  ExchangeSchema,
  ExtensionSchema,
  FilterSchema,
  NodeSchema,
  ProjectSchema,
  RepeatSchema,
  UnionAllSchema,
  type Node as WireNode,
} from "../gen/ffq/plan/v1/plan_pb.ts";
import { present, unreadable } from "./codec.ts";
import { type ExprReader, ExprWriter } from "./expr.ts";
import { readAggregate, writeAggregate } from "./plan-aggregate.ts";
import { readCte, readCteScan, readRecursiveCte, writeCte, writeCteScan, writeRecursiveCte } from "./plan-cte.ts";
import { readHashJoin, readNestedLoopJoin, writeHashJoin, writeNestedLoopJoin } from "./plan-join.ts";
import { readLimitNode, readSort, writeLimitNode, writeSort } from "./plan-order.ts";
import {
  type Own,
  type ReadContext,
  readPartitioning,
  type WireKind,
  type WriteContext,
  writePartitioning,
} from "./plan-parts.ts";
import { readScan, readTableFunction, readValues, writeScan, writeTableFunction, writeValues } from "./plan-source.ts";
import { readWindow, writeWindow } from "./plan-window.ts";
import { fieldCodec } from "./type.ts";
import { valueCodec } from "./value.ts";

/** Collects a stage's operators and their expressions. */
export class PlanWriter {
  readonly exprs: ExprWriter = new ExprWriter();
  readonly nodes: WireNode[] = [];
  readonly #positions = new Map<PhysicalPlan, number>();
  readonly #context: WriteContext = {
    exprs: this.exprs,
    at: (input) => present(this.#positions.get(input), "an input"),
  };

  /** Writes a plan; its root is then the last of the nodes. */
  add(root: PhysicalPlan): void {
    const stack = [root];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const open = this.#positions.has(top) ? [] : childrenOf(top).filter((child) => !this.#positions.has(child));
      if (open.length > 0) {
        for (const child of open) stack.push(child);
        continue;
      }
      stack.pop();
      if (!this.#positions.has(top)) this.#positions.set(top, this.nodes.push(this.#write(top)) - 1);
    }
  }

  #write(plan: PhysicalPlan): WireNode {
    const fields = plan.fields.map((field) => fieldCodec.toMessage(field));
    return create(NodeSchema, { fields, estimatedRows: plan.estimatedRows, kind: writeKind(plan, this.#context) });
  }
}

/** The root of a plan. @throws FfqError UNSUPPORTED for kinds that are not known here, and positions out of order */
export function readPlan(nodes: readonly WireNode[], exprs: ExprReader): PhysicalPlan {
  const plans: PhysicalPlan[] = [];
  const at = (position: number): PhysicalPlan => {
    const plan = plans[position];
    if (plan === undefined) throw unreadable(`operator ${position} does not stand before what names it`);
    return plan;
  };
  for (const { fields, estimatedRows, kind } of nodes) {
    const own = readKind(kind, { exprs, at });
    plans.push({ ...own, fields: fields.map((field) => fieldCodec.fromMessage(field)), estimatedRows });
  }
  return present(plans.at(-1), "a stage's plan");
}

function writeKind(plan: PhysicalPlan, context: WriteContext): WireKind {
  const { exprs, at } = context;
  switch (plan.kind) {
    case "scan":
      return { case: "scan", value: writeScan(plan, context) };
    case "values":
      return { case: "values", value: writeValues(plan) };
    case "table-function":
      return { case: "tableFunction", value: writeTableFunction(plan, context) };
    case "filter":
      return {
        case: "filter",
        value: create(FilterSchema, { input: at(plan.input), predicate: exprs.add(plan.predicate) }),
      };
    case "project":
      return {
        case: "project",
        value: create(ProjectSchema, { input: at(plan.input), exprs: exprs.addAll(plan.exprs) }),
      };
    case "hash-aggregate":
      return { case: "hashAggregate", value: writeAggregate(plan, context) };
    case "hash-join":
      return { case: "hashJoin", value: writeHashJoin(plan, context) };
    case "nested-loop-join":
      return { case: "nestedLoopJoin", value: writeNestedLoopJoin(plan, context) };
    case "sort":
      return { case: "sort", value: writeSort(plan, context) };
    case "window":
      return { case: "window", value: writeWindow(plan, context) };
    case "limit":
      return { case: "limit", value: writeLimitNode(plan, context) };
    case "distinct-on":
      return {
        case: "distinctOn",
        value: create(DistinctOnSchema, { input: at(plan.input), keys: exprs.addAll(plan.keys) }),
      };
    case "union-all":
      return { case: "unionAll", value: create(UnionAllSchema, { inputs: plan.inputs.map(at) }) };
    case "repeat":
      return { case: "repeat", value: create(RepeatSchema, { input: at(plan.input), count: plan.count }) };
    case "cte":
      return { case: "cte", value: writeCte(plan, context) };
    case "cte-scan":
      return { case: "cteScan", value: writeCteScan(plan) };
    case "recursive-cte":
      return { case: "recursiveCte", value: writeRecursiveCte(plan, context) };
    case "exchange-read":
      return { case: "exchangeRead", value: create(ExchangeReadSchema, { stage: plan.stage }) };
    case "exchange": {
      const partitioning = writePartitioning(plan.partitioning, exprs);
      return { case: "exchange", value: create(ExchangeSchema, { input: at(plan.input), partitioning }) };
    }
    case "extension": {
      const parts = { payload: valueCodec.toMessage(plan.payload), inputs: plan.inputs.map(at) };
      return { case: "extension", value: create(ExtensionSchema, { name: plan.name, ...parts }) };
    }
    default:
      return unreachable(plan);
  }
}

function readKind(kind: WireKind, context: ReadContext): Own<PhysicalPlan> {
  const { exprs, at } = context;
  switch (kind.case) {
    case "scan":
      return readScan(kind.value, context);
    case "values":
      return readValues(kind.value);
    case "tableFunction":
      return readTableFunction(kind.value, context);
    case "filter":
      return { kind: "filter", input: at(kind.value.input), predicate: exprs.at(kind.value.predicate) };
    case "project":
      return { kind: "project", input: at(kind.value.input), exprs: exprs.all(kind.value.exprs) };
    case "hashAggregate":
      return readAggregate(kind.value, context);
    case "hashJoin":
      return readHashJoin(kind.value, context);
    case "nestedLoopJoin":
      return readNestedLoopJoin(kind.value, context);
    case "sort":
      return readSort(kind.value, context);
    case "window":
      return readWindow(kind.value, context);
    case "limit":
      return readLimitNode(kind.value, context);
    case "distinctOn":
      return { kind: "distinct-on", input: at(kind.value.input), keys: exprs.all(kind.value.keys) };
    case "unionAll":
      return { kind: "union-all", inputs: kind.value.inputs.map(at) };
    case "repeat":
      return { kind: "repeat", input: at(kind.value.input), count: kind.value.count };
    case "cte":
      return readCte(kind.value, context);
    case "cteScan":
      return readCteScan(kind.value);
    case "recursiveCte":
      return readRecursiveCte(kind.value, context);
    case "exchangeRead":
      return { kind: "exchange-read", stage: StageId(kind.value.stage) };
    case "exchange":
      return {
        kind: "exchange",
        input: at(kind.value.input),
        partitioning: readPartitioning(kind.value.partitioning, exprs),
      };
    case "extension": {
      const payload = valueCodec.fromMessage(present(kind.value.payload, "an extension's payload"));
      return { kind: "extension", name: kind.value.name, payload, inputs: kind.value.inputs.map(at) };
    }
    case undefined:
      throw unreadable("an operator is of no known kind");
    default:
      return unreachable(kind);
  }
}
