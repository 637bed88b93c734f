// PostgreSQL's numeric for values of any size, and 128-bit integers for fixed-scale decimals, as row functions
// for emitted code and for the typed door (kernel/numeric.ts).
//
// A value is a ref: byte length << 32 | address, 4-byte aligned. At the address:
//   u32 kind    0 positive or zero, 1 negative, 2 NaN, 3 Infinity, 7 -Infinity
//   i32 weight  the first digit is worth 10000^weight; 0 when there are no digits
//   u16 scale   digits after the point that are shown (PostgreSQL's dscale)
//   u16 count   how many digits follow
//   u16 digits  in base 10000, most significant first; the first and the last are not 0
// So equal values have equal kind, weight and digits; only the scale may differ. `numericNormalise` gives the
// smallest scale, after which equal values are equal bytes: for hashing and grouping.
//
// Functions that make bytes write them to the heap that `setHeap(next, end)` opened, at `getHeapNext()`. They
// return a ref; -1 when the heap has no room (grow it, run again; the operands are unharmed and the heap is as
// before); or an error, another negative number (numeric-value.part.ts lists them). An operand that is an error or -1
// must not be passed on. Functions that write a machine number to an address return 1, -1 or an error likewise.
//
// `asI64` and the like give a machine number itself, which has no room for an error: `takeStatus()` answers the
// first one since it was last asked, or 0.
//
// A running sum: `numericAccumulate(slot, ref)` over a 16-byte slot.
import { heapNext, openHeap } from "./numeric-value.part";

export {
  numericAbs, numericCompare, numericDivide, numericDivideWhole, numericMultiply, numericNegate, numericRemainder,
  numericSign,
} from "./numeric-operator.part";
export {
  numericCeil, numericFloor, numericHash, numericMinScale, numericNormalise, numericRound, numericScale, numericTruncate,
} from "./numeric-scale.part";
export {
  numericApplyPrecision, numericFromF32, numericFromF64, numericFromFixed128, numericFromFixed64, numericFromI64,
  numericFromText, numericFromTextRef, numericToF32, numericToF64, numericToFixed128, numericToFixed64, numericToI16,
  numericToI32, numericToI64, numericToText,
} from "./numeric-cast.part";
export {
  asF32, asF64, asFixed64, asI16, asI32, asI64, f32FromText, f64FromText, fixed64FromText, numericWidthBucket, takeStatus,
} from "./numeric-machine.part";
export { numericRandomBetween } from "./numeric-chance.part";
export { numericExp, numericLn, numericLog, numericLog10, numericPower, numericSqrt } from "./numeric-power.part";
export { numericVariance } from "./numeric-variance.part";
export {
  i128Add, i128Compare, i128CompareScaled, i128Divide, i128DivideRounded, i128FitsI64, i128FitsPrecision, i128FromI64, i128Multiply, i128MultiplyI64,
  i128Negate, i128ScaleDown, i128ScaleUp, i128Subtract, i128ToF64, i128ToText, i128Truncate,
} from "./numeric-int128.part";
export { numericFactorial, numericGcd, numericLcm } from "./numeric-whole.part";
export { numericAccumulate, numericAdd, numericRowsTaken, numericSubtract, pickNumerics, sumNumerics } from "./numeric-sum.part";

/** Opens [next, end) for results. */
export function setHeap(next: usize, end: usize): void {
  openHeap(next, end);
}

/** The first free byte of the heap. */
export function getHeapNext(): usize {
  return heapNext();
}
