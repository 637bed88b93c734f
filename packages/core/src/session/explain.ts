// EXPLAIN: the logical plan as bound and as optimized, the physical plan with its pipelines, with CODEGEN what these
// compile, and with ANALYZE what running it took.
import type { BoundStatement, ExplainOptions } from "../binder/statement.ts";
import { unsupported } from "../common/error.ts";
import { explainLogical } from "../logical/explain.ts";
import type { LogicalPlan } from "../logical/plan.ts";
import { type Annotate, explainedStages, explainStages } from "../physical/explain.ts";
import type { OperatorStatistics, ResultStream } from "../runtime/result.ts";

import { explainPipelines } from "./explain-pipelines.ts";
import type { PlannedQuery } from "./prepare-query.ts";

/** A plan that EXPLAIN shows, below lines that say whose it is. */
interface ExplainedPlan {
  readonly title: readonly string[];
  readonly plan: LogicalPlan;
}

/** The plans that EXPLAIN shows. */
export function explainable(statement: BoundStatement, { analyze, format }: ExplainOptions): readonly ExplainedPlan[] {
  switch (statement.kind) {
    case "query":
      return [{ title: [], plan: statement.plan }];
    case "with-changes": {
      if (analyze) throw unsupported("EXPLAIN ANALYZE of a statement that changes tables");
      if (format === "json") throw unsupported("EXPLAIN (FORMAT JSON) of a data-modifying statement in WITH");
      const parts = statement.parts.map((part): ExplainedPlan => {
        const { plan } = part.kind === "query" ? part : part.change;
        return { title: [`${part.name}:`], plan };
      });
      return [...parts, { title: [`${statement.main.kind}:`], plan: statement.main.plan }];
    }
    case "insert":
    case "update":
    case "delete":
    case "create-table-as":
      if (analyze) throw unsupported("EXPLAIN ANALYZE of a statement that changes tables");
      return [{ title: [], plan: statement.plan }];
    default:
      throw unsupported(`EXPLAIN of ${statement.kind}`);
  }
}

/** The lines of the answer; JSON is one. `tableBytes`: what tables in memory take, which no query is charged for. */
export async function explain(
  query: PlannedQuery,
  options: ExplainOptions,
  tableBytes: () => number,
): Promise<readonly string[]> {
  const { bound, optimized, graph } = query;
  const stream = options.analyze ? query.run() : undefined;
  if (stream !== undefined) for await (const _ of stream);
  const annotate = measures(stream);
  const compiled = options.codegen ? (await import("./explain-codegen.ts")).explainCodegen(graph) : undefined;
  if (options.format === "json") {
    const answer = {
      logical: explainLogical(bound).split("\n"),
      optimized: explainLogical(optimized).split("\n"),
      physical: explainedStages(graph, annotate),
      pipelines: explainPipelines(graph),
      ...(compiled === undefined ? {} : { codegen: compiled }),
      ...(stream === undefined
        ? {}
        : {
            milliseconds: round(stream.statistics.milliseconds),
            peakBytes: stream.statistics.peakBytes,
            streamingPeakBytes: stream.statistics.streamingPeakBytes ?? 0,
            tableBytes: tableBytes(),
          }),
    };
    return [JSON.stringify(answer, null, 2)];
  }
  return [
    ...section("Logical plan", explainLogical(bound)),
    ...section("Optimized plan", explainLogical(optimized)),
    ...section("Physical plan", explainStages(graph, annotate)),
    ...section("Pipelines", explainPipelines(graph).join("\n")),
    ...(compiled === undefined ? [] : section("Compiled functions", compiled.join("\n"))),
    ...(stream === undefined ? [] : [executionLine(stream, tableBytes())]),
  ];
}

function executionLine({ statistics }: ResultStream, tableBytes: number): string {
  const { milliseconds, peakBytes, streamingPeakBytes = 0 } = statistics;
  return (
    `Execution time: ${round(milliseconds)} ms, peak memory: ${peakBytes} bytes, ` +
    `of what streams: ${streamingPeakBytes} bytes, tables in memory: ${tableBytes} bytes`
  );
}

const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

function section(title: string, text: string): readonly string[] {
  return [`${title}:`, ...text.split("\n").map((line) => `  ${line}`)];
}

function measures(stream: ResultStream | undefined): Annotate {
  const operators = stream?.statistics.operators;
  return (plan) => {
    const measured = operators?.get(plan);
    if (measured === undefined) return undefined;
    const { rows, milliseconds, memoryBytes, spilledBytes, scanned, conjuncts } = measured;
    return {
      rows,
      ms: round(milliseconds),
      ...(memoryBytes === 0 ? {} : { memoryBytes }),
      ...(spilledBytes === 0 ? {} : { spilledBytes }),
      ...scanned,
      ...(conjuncts === undefined ? {} : { passed: passRates(conjuncts) }),
    };
  };
}

/** Conjuncts by number, those that ran first in front, with the share of rows that they let through. */
function passRates(conjuncts: NonNullable<OperatorStatistics["conjuncts"]>): string {
  const inOrder = conjuncts.toSorted((left, right) => right.asked - left.asked);
  const shown = inOrder.map(({ places, asked, passed }) => {
    const share = asked === 0 ? "not asked" : `${Number(((100 * passed) / asked).toPrecision(3))}%`;
    return `${places.map((place) => place + 1).join("+")}: ${share}`;
  });
  return `[${shown.join(", ")}]`;
}
