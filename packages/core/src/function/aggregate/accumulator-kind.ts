// Which kernel runs an accumulator: from what it does and the types of its input and of its running value. The one
// place where SQL types become kinds of aggregate states; a pair that no aggregate makes is a defect, not a guess.
import { internal } from "../../common/error.ts";
import { unreachable } from "../../common/unreachable.ts";
import type { AggregateKind, PickKind, PickOrder, SumKind } from "../../kernel/aggregate-kind.ts";
import { isFixedNumeric, type LogicalType, printType } from "../../type/logical-type.ts";
import { type Storage, storageOf } from "../../type/storage.ts";
import type { AccumulatorOperator } from "../aggregate-registry.ts";

/**
 * The kernel of an accumulator. `input` is absent for count-rows; `state` is the running value's type. An update
 * that answers false has left the range of `state`: 22003, see sumOverflow.
 */
export function accumulatorKind(
  operator: AccumulatorOperator,
  input: LogicalType | undefined,
  state: LogicalType,
): AggregateKind {
  if (operator === "count-rows") return { kind: "countRows" };
  if (input === undefined) throw internal(`accumulator ${operator} without an input`);
  switch (operator) {
    case "count":
      return { kind: "count" };
    case "sum":
      return { kind: sumKind(input, state) };
    case "twofold-sum":
      return { kind: input.kind === "float8" ? "sumF64Twice" : "sumTwice" };
    case "min":
    case "max":
    case "first":
      return pickKind(operator, input);
    case "concat":
      return { kind: "concat", width: concatWidth(input) };
    case "distinct-sketch":
      return { kind: "sketch", of: "distinct", takes: input.kind === "int8" ? "values" : "states" };
    case "histogram-sketch":
      return { kind: "sketch", of: "histogram", takes: input.kind === "float8" ? "values" : "states" };
    case "bit-and":
      return { kind: "bitAnd", storage: storageOf(input) };
    case "bit-or":
      return { kind: "bitOr", storage: storageOf(input) };
    case "bit-xor":
      return { kind: "bitXor", storage: storageOf(input) };
    default:
      return unreachable(operator);
  }
}

/** What PostgreSQL says when a sum leaves its type, by the running value's type. */
export function sumOverflow(state: LogicalType): { readonly sqlstate: string; readonly message: string } {
  switch (state.kind) {
    case "int8":
      return { sqlstate: "22003", message: "bigint out of range" };
    case "float4":
    case "float8":
      return { sqlstate: "22003", message: "value out of range: overflow" };
    case "numeric":
      return { sqlstate: "22003", message: "numeric field overflow" };
    case "interval":
      return { sqlstate: "22008", message: "interval out of range" };
    default:
      throw internal(`a sum of type ${printType(state)}`);
  }
}

function concatWidth(input: LogicalType): 1 | 4 | 8 | 16 | "ref" {
  const storage = storageOf(input);
  switch (storage) {
    case "ref":
      return "ref";
    case "u8":
      return 1;
    case "i32":
    case "f32":
      return 4;
    case "i64":
    case "f64":
      return 8;
    case "i128":
      return 16;
    default:
      return unreachable(storage);
  }
}

function pickKind(kind: PickKind, input: LogicalType): AggregateKind {
  const storage = storageOf(input);
  const order = orderOf(input);
  return order === undefined ? { kind, storage } : { kind, storage, order };
}

function orderOf(type: LogicalType): PickOrder | undefined {
  if (type.kind === "interval") return "interval";
  if (type.kind === "bpchar") return "padded";
  if (type.kind === "list" || type.kind === "struct") return type.kind;
  return type.kind === "numeric" && !isFixedNumeric(type) ? "numeric" : undefined;
}

/** By the input's storage, then the state's. */
const sums: Readonly<Partial<Record<Storage, Partial<Record<Storage, SumKind>>>>> = {
  i32: { i64: "sumI32", i128: "sumI32Wide" },
  i64: { i64: "sumI64", i128: "sumI64Wide" },
  i128: { i128: "sumI128" },
  f32: { f32: "sumF32", f64: "sumF32Wide" },
  f64: { f64: "sumF64" },
  ref: { ref: "sumNumeric" },
};

function sumKind(input: LogicalType, state: LogicalType): SumKind {
  if (input.kind === "interval" && state.kind === "interval") return "sumInterval";
  const kind = sums[storageOf(input)]?.[storageOf(state)];
  if (kind === undefined || !isSummable(input) || !isSummable(state) || scaleOf(input) !== scaleOf(state)) {
    throw internal(`a sum of ${printType(input)} as ${printType(state)}`);
  }
  return kind;
}

const summable: ReadonlySet<string> = new Set(["int2", "int4", "int8", "float4", "float8", "numeric"]);
const isSummable = (type: LogicalType): boolean => summable.has(type.kind);
const scaleOf = (type: LogicalType): number => (isFixedNumeric(type) ? type.scale : 0);
