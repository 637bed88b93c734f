// The operators that compute expressions or compare rows, and the compiler's front: one part (parts.ts), since a plan whose
// expressions are columns alone, as they are or in another order, needs none of it, and most others nearly all of it.
export { Predicate } from "../codegen/predicate.ts";
export { Projection } from "../codegen/projection.ts";
export { evaluationFunctions } from "../function/functions.ts";
export { createDistinctOn } from "./distinct-on.ts";
export { createExchangeWrite } from "./exchange-write.ts";
export { createFilter } from "./filter.ts";
export { createProject } from "./project.ts";
export { createRangeScan } from "./range-scan.ts";
export { combineDistinct } from "./recursive-distinct.ts";
export { createTableFunction } from "./table-function.ts";
