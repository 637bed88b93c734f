// For tests: all that evaluating expressions needs, over an arena of its own.
import { Arena } from "../arena/arena.ts";
import { Budget, Region } from "../arena/region.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { kernelLibrary } from "../kernel/library.ts";
import { Compiler } from "./compile.ts";
import type { EvaluationContext } from "./evaluation-context.ts";

/** A context for batches of so many rows, within a limit if there is one. */
export function contextOver(batchRows: number, limitBytes = 0): EvaluationContext {
  const arena = Arena.create({ initialBytes: 2 << 20 });
  return {
    arena,
    region: Region.create(arena, Budget.create(arena, limitBytes)),
    compiler: new Compiler(arena, kernelLibrary(arena)),
    functions: evaluationFunctions(),
    batchRows,
  };
}
