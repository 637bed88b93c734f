// The typed door of the row functions over list and struct values (assembly/list.ts): what emitted code calls by name.
// A value is a ref to bytes that assembly/list-layout.part.ts and struct-layout.part.ts describe; elements and bounds
// that functions take are lists of one, or of int4.
import type { Arena } from "../arena/arena.ts";
import { instantiateModule } from "./instantiate.ts";

/** By the negative status code; `{0}` is the first argument, `{n}` the second. -1: the byte heap is full. */
export const LIST_FAILURES: Readonly<Record<number, { readonly sqlstate: string; readonly message: string }>> = {
  [-2]: {
    sqlstate: "2202E",
    message: "multidimensional arrays must have array expressions with matching dimensions",
  },
  [-3]: { sqlstate: "54000", message: "number of array dimensions exceeds the maximum allowed (6)" },
  [-4]: { sqlstate: "54000", message: "array size exceeds the maximum allowed (134217727)" },
  [-5]: { sqlstate: "2202E", message: "number of elements to trim must be between 0 and the array's length" },
  [-6]: { sqlstate: "2202E", message: "cannot concatenate incompatible arrays" },
  [-7]: { sqlstate: "22000", message: "argument must be empty or one-dimensional array" },
  [-8]: { sqlstate: "0A000", message: "removing elements from multidimensional arrays is not supported" },
  [-9]: { sqlstate: "0A000", message: "searching for elements in multidimensional arrays is not supported" },
  [-10]: { sqlstate: "2202E", message: "wrong number of array subscripts" },
  [-11]: { sqlstate: "2202E", message: "wrong number of array subscripts" },
  [-13]: { sqlstate: "22004", message: "dimension values cannot be null" },
  [-14]: { sqlstate: "22P02", message: 'malformed array literal: "{0}"' },
  [-15]: { sqlstate: "54000", message: "array bound is out of integer range" },
  [-17]: { sqlstate: "22023", message: "step size cannot equal zero" },
  [-18]: { sqlstate: "22023", message: "step size cannot be infinite" },
  [-19]: { sqlstate: "22008", message: "timestamp out of range" },
  [-20]: { sqlstate: "22003", message: "value out of range: overflow" },
  [-21]: { sqlstate: "22004", message: "thresholds array must not contain NULLs" },
  [-22]: { sqlstate: "2202E", message: "thresholds must be one-dimensional array" },
  [-23]: { sqlstate: "22004", message: "cannot accumulate null arrays" },
  [-24]: { sqlstate: "2202E", message: "cannot accumulate empty arrays" },
  [-25]: { sqlstate: "2202E", message: "cannot accumulate arrays of different dimensionality" },
  [-26]: { sqlstate: "22004", message: "initial position must not be null" },
  [-27]: { sqlstate: "22003", message: "integer out of range" },
  [-28]: { sqlstate: "54000", message: "array upper bound is too large: 2147483647" },
  [-29]: { sqlstate: "54000", message: "array lower bound is too large" },
  [-30]: { sqlstate: "22023", message: "sample size must be between 0 and {n}" },
  [-16]: { sqlstate: "2202E", message: "upper bound cannot be less than lower bound" },
};

/** Functions that always succeed. */
export const INFALLIBLE_LIST_FUNCTIONS: ReadonlySet<string> = new Set([
  "compare",
  "compareRows",
  "pair",
  "byteCount",
  "contains",
  "overlaps",
  "count",
  "dimensions",
  "hasDimension",
  "lengthOf",
  "lower",
  "upper",
  "place",
  "data",
  "validity",
  "placeOf",
  "isNull",
  "slotBool",
  "slot32",
  "slot64",
  "slotF32",
  "slotF64",
  "slot128",
  "slotRef",
  "fieldIsNull",
  "hasSorted64",
  "hasSortedText",
  "hashWord",
  "hashBytes",
  "distinctCount",
  "fieldBool",
  "field32",
  "field64",
  "fieldF32",
  "fieldF64",
  "field128",
  "fieldText",
]);

/** An instance of the row functions over the arena, for one thread. */
export function listFunctions(arena: Arena): object {
  return instantiateModule(arena, "list");
}
