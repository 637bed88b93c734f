// EXPLAIN (CODEGEN): under each pipeline the functions that it compiles, as IR in the head and as the instructions of the
// very bytes that run, with their blocks and locals by name.
import { emitFunction } from "../codegen/emit-function.ts";
import { wasmText } from "../codegen/wasm-text.ts";
import { evaluationFunctions } from "../function/functions.ts";
import { printFunction } from "../ir/print.ts";
import type { SinkSpec } from "../operator/pipeline-spec.ts";
import type { StageGraph } from "../physical/fragment.ts";
import { compiledFunctions } from "../pipeline/compiled-functions.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import { explainPipelines } from "./explain-pipelines.ts";

export function explainCodegen(graph: StageGraph): readonly string[] {
  const functions = evaluationFunctions();
  const details = (pipeline: Pipeline, sink: SinkSpec): readonly string[] =>
    compiledFunctions(pipeline, sink, functions).flatMap(({ name, fn }) => [
      `${name}: ${printFunction(fn)}`,
      // Whether its memory is shared changes no instruction.
      ...wasmText(emitFunction(fn, true).bytes).map((line) => `  ${line}`),
    ]);
  return explainPipelines(graph, details);
}
