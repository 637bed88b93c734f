// The library of builtin functions as statements need it: what names mean, and the values of constant expressions. One part,
// loaded before the first statement that may ask (session/library.ts).
export { aggregateLookup } from "./aggregate/resolve.ts";
export { constantFolder, Folder } from "./fold.ts";
export { builtinAggregates, builtinFunctions, builtinWindows, evaluationFunctions } from "./functions.ts";
export { parseLiteral } from "./literal.ts";
export { windowLookup } from "./window/resolve.ts";
