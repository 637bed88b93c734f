// UNION, INTERSECT and EXCEPT: rows are compared as wholes, NULL equal to NULL. Chains of UNION become one
// node, with their own stack: they can be thousands of members long.
import type { Field } from "../column/vector.ts";
import { unsupported } from "../common/error.ts";
import type { ColumnId } from "../common/ids.ts";
import type { InputRef, PhysicalExpr } from "../expr/expr.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import type { PhysicalAccumulator, PhysicalPlan } from "../physical/plan.ts";
import { BOOL, INT8 } from "../type/logical-type.ts";
import { fieldOf, type Lowered, positionsOf } from "./context.ts";
import { allInputs, inputRef } from "./lower-expr.ts";
import { distinctNode, type Lowering, selectColumns } from "./lowering.ts";

type SetOperation = Extract<LogicalPlan, { readonly kind: "set-operation" }>;

export function lowerSetOperation(lowering: Lowering, plan: SetOperation): Lowered {
  const outputs = plan.columns.map(({ output }) => output);
  return { plan: setNode(lowering, plan, outputs.map(fieldOf)), columns: positionsOf(outputs) };
}

function setNode(lowering: Lowering, plan: SetOperation, fields: readonly Field[]): PhysicalPlan {
  const rows = lowering.context.estimateRows(plan);
  if (plan.operator === "union") {
    const inputs = unionInputs(lowering, plan, fields);
    const estimatedRows = inputs.reduce((total, input) => total + input.estimatedRows, 0);
    const all: PhysicalPlan = { kind: "union-all", inputs, fields, estimatedRows };
    return plan.all ? all : distinctNode(lowering, all, rows);
  }
  if (fields.length === 0) throw unsupported("a set operation without columns");
  const side = (which: "left" | "right"): PhysicalPlan =>
    selectColumns(
      lowering.lower(plan[which]),
      plan.columns.map((column) => column[which]),
      fields,
    );
  const [left, right] = [side("left"), side("right")];
  if (plan.all) return countedNode(lowering, plan.operator, left, right, rows);
  const keys = fields.map((field, index) => {
    const key = inputRef(index, field);
    return { probe: key, build: key, nullsEqual: true };
  });
  const matched: PhysicalPlan = {
    kind: "hash-join",
    state: lowering.ids.state(),
    join: plan.operator === "intersect" ? "semi" : "anti",
    probe: left,
    build: right,
    keys,
    fields,
    estimatedRows: rows,
  };
  return distinctNode(lowering, matched, rows);
}

/** The members of a chain of UNIONs, in order. A UNION without ALL may take in any UNION below it. */
function unionInputs(lowering: Lowering, root: SetOperation, fields: readonly Field[]): readonly PhysicalPlan[] {
  interface Member {
    readonly plan: LogicalPlan;
    readonly ids: readonly ColumnId[];
  }
  const inputs: PhysicalPlan[] = [];
  const stack: Member[] = [{ plan: root, ids: root.columns.map(({ output }) => output.id) }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { plan, ids } = next;
    if (plan.kind !== "set-operation" || plan.operator !== "union" || (root.all && !plan.all)) {
      inputs.push(selectColumns(lowering.lower(plan), ids, fields));
      continue;
    }
    const byOutput = new Map(plan.columns.map((column) => [column.output.id, column]));
    const side = (which: "left" | "right"): readonly ColumnId[] =>
      ids.map((id) => byOutput.get(id)?.[which]).filter((id) => id !== undefined);
    stack.push({ plan: plan.right, ids: side("right") }, { plan: plan.left, ids: side("left") });
  }
  return inputs;
}

/** INTERSECT ALL and EXCEPT ALL: each row as often as the counts of both sides say. */
function countedNode(
  lowering: Lowering,
  operator: "intersect" | "except",
  left: PhysicalPlan,
  right: PhysicalPlan,
  rows: number,
): PhysicalPlan {
  const { fields } = left;
  const marked = (input: PhysicalPlan, value: boolean): PhysicalPlan => ({
    kind: "project",
    input,
    exprs: [...allInputs(fields), { kind: "constant", value, type: BOOL }],
    fields: [...fields, { name: "left", type: BOOL, nullable: false }],
    estimatedRows: input.estimatedRows,
  });
  const inputs = [marked(left, true), marked(right, false)];
  const both: PhysicalPlan = {
    kind: "union-all",
    inputs,
    fields: (inputs[0] as PhysicalPlan).fields,
    estimatedRows: left.estimatedRows + right.estimatedRows,
  };
  const fromLeft = inputRef(fields.length, { type: BOOL });
  const fromRight: PhysicalExpr = { kind: "not", input: fromLeft, type: { kind: "bool" } };
  const count = (filter: PhysicalExpr): PhysicalAccumulator => ({
    operator: "count-rows",
    type: INT8,
    filter,
    distinct: false,
  });
  const counter = (name: string): Field => ({ name, type: INT8, nullable: false });
  const counted: PhysicalPlan = {
    kind: "hash-aggregate",
    state: lowering.ids.state(),
    input: both,
    keys: allInputs(fields),
    accumulators: [count(fromLeft), count(fromRight)],
    phase: "single",
    fields: [...fields, counter("left"), counter("right")],
    estimatedRows: rows,
  };
  const counts: readonly [InputRef, InputRef] = [
    inputRef(fields.length, { type: INT8 }),
    inputRef(fields.length + 1, { type: INT8 }),
  ];
  const repeated: PhysicalPlan = {
    kind: "project",
    input: counted,
    exprs: [...allInputs(fields), operator === "intersect" ? smaller(counts) : excess(counts)],
    fields: [...fields, counter("count")],
    estimatedRows: rows,
  };
  return { kind: "repeat", input: repeated, count: fields.length, fields, estimatedRows: rows };
}

type Counts = readonly [PhysicalExpr, PhysicalExpr];

const isLess = (args: Counts): PhysicalExpr => ({ kind: "call", overload: "<(int8,int8)", args, type: BOOL });

function smaller([left, right]: Counts): PhysicalExpr {
  return { kind: "case", branches: [{ when: isLess([left, right]), then: left }], otherwise: right, type: INT8 };
}

function excess([left, right]: Counts): PhysicalExpr {
  const difference: PhysicalExpr = { kind: "call", overload: "-(int8,int8)", args: [left, right], type: INT8 };
  const zero: PhysicalExpr = { kind: "constant", value: 0n, type: INT8 };
  const branches = [{ when: isLess([left, right]), then: zero }];
  return { kind: "case", branches, otherwise: difference, type: INT8 };
}
