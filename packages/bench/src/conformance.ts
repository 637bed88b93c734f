// `pnpm conformance [options]`: replays the corpus of statements that PostgreSQL answered and prints the share of right
// answers per category. It fails for a record that fails and is not known to (known-failures.ts), and for one that is
// known to fail and does not.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type EngineOptions, optimizerRules } from "@ffq/client";
import { type ConformanceReport, replayConfigurations } from "./conformance-configurations.ts";
import { corpusScore, percent, summaryLine } from "./conformance-score.ts";
import { sharedFolder } from "./data.ts";
import {
  beyondWithoutOptimizerFile,
  compareFailures,
  knownFailuresFile,
  knownFailuresText,
  readKnownFailures,
} from "./known-failures.ts";
import { type CategoryScore, replayCorpus } from "./replay.ts";

const usage = `usage: pnpm conformance [options]
  --category a,b       only these categories
  --file text          only files whose name holds this
  --failures           shows each record that fails
  --threads N          worker threads (1)
  --partitions N       tasks per stage (1)
  --batch-rows N       rows of a batch
  --spill BYTES        operators spill from so many bytes
  --no-optimizer       without any optimizer rule
  --configurations     all of these in turn; what fails has to fail alike in all
  --require-corpus     fails where the corpus is absent
  --update             takes what fails now as known
`;

const { values } = parseArgs({
  options: {
    category: { type: "string" },
    file: { type: "string" },
    failures: { type: "boolean", default: false },
    threads: { type: "string", default: "1" },
    partitions: { type: "string", default: "1" },
    "batch-rows": { type: "string" },
    spill: { type: "string" },
    "no-optimizer": { type: "boolean", default: false },
    configurations: { type: "boolean", default: false },
    "require-corpus": { type: "boolean", default: false },
    update: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const corpus = sharedFolder("conformance");
if (corpus === undefined) {
  process.stdout.write("conformance corpus=absent\n");
  process.exit(values["require-corpus"] ? 1 : 0);
}

if (values.configurations) {
  const asked = process.argv.slice(2).filter((flag) => flag !== "--configurations");
  process.exit((await replayConfigurations(asked)) ? 0 : 1);
}

const categories = values.category?.split(",");
const leftOut = new Set(values["no-optimizer"] ? readKnownFailures(beyondWithoutOptimizerFile).keys() : []);
const failed = new Map<string, string>();
const scores = await replayCorpus(corpus, {
  ...(categories === undefined ? {} : { categories }),
  ...(values.file === undefined ? {} : { file: values.file }),
  engine: engineOptions(),
  isLeftOut: (key) => leftOut.has(key),
  onFailure: ({ key, file, line, reason, sql }) => {
    failed.set(key, reason.replaceAll(/\s+/g, " "));
    if (values.failures) process.stdout.write(`${file}:${line}: ${reason}\n    ${sql}\n`);
  },
});
for (const score of scores) process.stdout.write(`${lineOf(score)}\n`);

const known = readKnownFailures();
const wasReplayed = (key: string): boolean =>
  !leftOut.has(key) &&
  scores.some(({ category }) => key.startsWith(`${category}/`)) &&
  (values.file === undefined || (key.split("/")[1] ?? "").includes(values.file));
if (values.update) {
  const rest = [...known].filter(([key]) => !wasReplayed(key));
  writeFileSync(knownFailuresFile, knownFailuresText(known, new Map([...failed, ...rest])));
}
const { regressions, mended } = values.update
  ? { regressions: [], mended: [] }
  : compareFailures(known, new Set(failed.keys()), wasReplayed);
for (const key of regressions) process.stdout.write(`regression: ${key}: ${failed.get(key)}\n`);
for (const key of mended) process.stdout.write(`right, but known to fail: ${key}: ${known.get(key)}\n`);
if (mended.length > 0) process.stdout.write("Take them out of the known failures: pnpm conformance --update\n");
const summary = summaryLine(corpusScore(scores));
process.stdout.write(`${summary}\n`);
const exitCode = regressions.length + mended.length === 0 ? 0 : 1;
if (process.send === undefined) process.exit(exitCode);
const { user, system } = process.cpuUsage();
const report: ConformanceReport = { failed: [...failed], summary, cpuSeconds: (user + system) / 1e6 };
process.send(report, () => process.exit(exitCode));

function engineOptions(): EngineOptions {
  const batchRows = values["batch-rows"];
  const spillThreshold = values.spill;
  return {
    threads: Number(values.threads),
    partitions: Number(values.partitions),
    smallInputRows: 0,
    ...(batchRows === undefined ? {} : { batchRows: Number(batchRows) }),
    ...(spillThreshold === undefined ? {} : { spillThreshold }),
    ...(values["no-optimizer"] ? { disabledRules: optimizerRules } : {}),
  };
}

function lineOf({ category, right, queries, errors, rejected, sameState, metadata }: CategoryScore): string {
  const share = `${percent(right, queries).toFixed(1)}%`.padStart(6);
  const more = `types and names ${metadata}/${queries}, errors ${rejected}/${errors}, same SQLSTATE ${sameState}/${errors}`;
  return `${category.padEnd(22)} ${share}  ${right}/${queries}  (${more})`;
}
