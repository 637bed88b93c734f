// `pnpm conformance [--category a,b] [--require-corpus] [--failures] [--threads N] [--partitions N]`: replays the
// corpus of statements that PostgreSQL answered and prints the share of right answers per category. Fails when a
// category is below the share it has to have.
import { parseArgs } from "node:util";
import { sharedFolder } from "./data.ts";
import { type CategoryScore, replayCorpus } from "./replay.ts";

/** Least share of right answers, by category. */
const required: Readonly<Record<string, number>> = {
  slt_select: 0.97,
  slt_index: 0.97,
  join: 0.97,
  subquery: 0.97,
  setops: 0.97,
  order: 0.97,
  limit: 0.97,
};

const { values } = parseArgs({
  options: {
    category: { type: "string" },
    file: { type: "string" },
    "require-corpus": { type: "boolean", default: false },
    failures: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    threads: { type: "string", default: "1" },
    partitions: { type: "string", default: "1" },
  },
});

const corpus = sharedFolder("conformance");
if (corpus === undefined) {
  process.stdout.write("conformance corpus=absent\n");
  process.exit(values["require-corpus"] ? 1 : 0);
}

const categories = values.category?.split(",") ?? (values.all ? undefined : Object.keys(required));
const scores = await replayCorpus(corpus, {
  ...(categories === undefined ? {} : { categories }),
  ...(values.file === undefined ? {} : { file: values.file }),
  engine: { threads: Number(values.threads), partitions: Number(values.partitions), smallInputRows: 0 },
  onFailure: (failure) => {
    if (values.failures)
      process.stdout.write(`${failure.file}:${failure.line}: ${failure.reason}\n    ${failure.sql}\n`);
  },
});
const low: string[] = [];
for (const score of scores) {
  process.stdout.write(`${lineOf(score)}\n`);
  if (share(score) < (required[score.category] ?? 0)) low.push(score.category);
}
const [right, queries] = scores.reduce(([a, b], { right, queries }) => [a + right, b + queries], [0, 0] as [
  number,
  number,
]);
process.stdout.write(`conformance right=${right}/${queries} below=${low.length === 0 ? "none" : low.join()}\n`);
process.exit(low.length === 0 ? 0 : 1);

function share({ right, queries }: CategoryScore): number {
  return queries === 0 ? 1 : right / queries;
}

function lineOf(score: CategoryScore): string {
  const { category, right, queries, errors, rejected, sameState, metadata } = score;
  const percent = `${(100 * share(score)).toFixed(1)}%`.padStart(6);
  const more = `types and names ${metadata}/${queries}, errors ${rejected}/${errors}, same SQLSTATE ${sameState}/${errors}`;
  return `${category.padEnd(22)} ${percent}  ${right}/${queries}  (${more})`;
}
