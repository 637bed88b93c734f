// What evaluating expressions needs from its task.
import type { Arena } from "../arena/arena.ts";
import type { Region } from "../arena/region.ts";
import type { LowerContext } from "../function/lower.ts";
import type { Compiler } from "./compile.ts";

export interface EvaluationContext {
  readonly arena: Arena;
  readonly region: Region;
  readonly compiler: Compiler;
  readonly functions: Omit<LowerContext, "input">;
  /** The most rows a batch has. */
  readonly batchRows: number;
}
