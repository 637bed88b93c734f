// The corpus under every configuration of the engine that has to give the same answers: each in a process of its own, as
// many at one time as there are cores. A configuration's process tells what failed and why; it fails by itself for what is
// not known to, and here for what does not fail as it does in the first configuration.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

/** What a configuration's process sends when it is done. */
export interface ConformanceReport {
  /** By record: what was wrong. */
  readonly failed: readonly (readonly [string, string])[];
  readonly summary: string;
  readonly cpuSeconds: number;
}

interface Configuration {
  readonly name: string;
  readonly flags: readonly string[];
}

/** The first is what the others are compared with; then those that take longest, so that no core waits at the end. */
const configurations: readonly Configuration[] = [
  { name: "one thread", flags: ["--threads", "1"] },
  { name: "spilling", flags: ["--threads", "1", "--spill", "1"] },
  { name: "batches of one row", flags: ["--threads", "0", "--batch-rows", "1"] },
  { name: "no optimizer", flags: ["--threads", "0", "--no-optimizer"] },
  { name: "two threads, three partitions", flags: ["--threads", "2", "--partitions", "3"] },
];

interface Ended extends Configuration {
  readonly output: string;
  readonly exitCode: number | null;
  readonly report: ConformanceReport | undefined;
}

/** `flags`: for all of them. Answers whether all agree. */
export async function replayConfigurations(flags: readonly string[]): Promise<boolean> {
  const ended: Ended[] = [];
  const queue = [...configurations];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const one = await replayConfiguration(next, flags);
      process.stdout.write(lineOf(one));
      ended.push(one);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, worker));
  const first = ended.find(({ name }) => name === configurations[0]?.name)?.report?.failed ?? [];
  const differences = ended.flatMap(({ name, report }) =>
    differencesFrom(first, report?.failed ?? []).map((difference) => `${name}: ${difference}`),
  );
  for (const difference of differences) process.stdout.write(`${difference}\n`);
  return differences.length === 0 && ended.every(({ exitCode }) => exitCode === 0);
}

function replayConfiguration(configuration: Configuration, flags: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const script = fileURLToPath(new URL("./conformance.ts", import.meta.url));
    const child = fork(script, [...flags, ...configuration.flags], { silent: true });
    let output = "";
    let report: ConformanceReport | undefined;
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (text) => (output += String(text)));
    child.on("message", (message) => (report = message as ConformanceReport));
    child.on("close", (exitCode) => resolve({ ...configuration, output, exitCode, report }));
  });
}

/** The configuration's last line, or all that it said when something is wrong. */
function lineOf({ name, output, exitCode, report }: Ended): string {
  if (exitCode !== 0 || report === undefined) return `${output}${name}: failed\n`;
  return `${name}: ${report.summary} cpu=${report.cpuSeconds.toFixed(0)}s\n`;
}

/** What does not fail as in the first configuration; a record that one of them leaves out is not compared. */
export function differencesFrom(
  first: ConformanceReport["failed"],
  failed: ConformanceReport["failed"],
): readonly string[] {
  const expected = new Map(first);
  return failed.flatMap(([key, reason]) => {
    const other = expected.get(key);
    return other === reason ? [] : [`${key}: ${reason}, in the first configuration: ${other ?? "right"}`];
  });
}
