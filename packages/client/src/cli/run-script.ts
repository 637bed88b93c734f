// Runs statements one after the other and prints what each gives; stops at the first that fails.
import type { Engine } from "@ffq/core";
import { describeError } from "./describe-error.ts";
import type { SqlFlags } from "./flags.ts";
import { interruptible } from "./interrupt.ts";
import { printResult } from "./print-result.ts";
import { splitStatements } from "./split-statements.ts";

/** The exit code: 1 when a statement failed, 130 when it was interrupted. */
export async function runScript(
  engine: Engine,
  texts: readonly string[],
  flags: Pick<SqlFlags, "format" | "timing">,
): Promise<number> {
  for (const statement of texts.flatMap((text) => splitStatements(text).statements)) {
    const code = await runStatement(engine, statement, flags);
    if (code !== 0) return code;
  }
  return 0;
}

/** Runs and prints one statement; errors are printed, not thrown. */
export async function runStatement(
  engine: Engine,
  sql: string,
  { format, timing }: Pick<SqlFlags, "format" | "timing">,
): Promise<number> {
  const start = performance.now();
  try {
    await interruptible(async (signal) => {
      const result = await engine.query(sql, { signal });
      await printResult(result, format, process.stdout);
    });
  } catch (thrown) {
    process.stderr.write(`${describeError(thrown, sql, process.stderr)}\n`);
    return isCancelled(thrown) ? 130 : 1;
  }
  if (timing) process.stderr.write(`Time: ${(performance.now() - start).toFixed(1)} ms\n`);
  return 0;
}

function isCancelled(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "CANCELLED";
}
