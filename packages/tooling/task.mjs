// Runs one of the root's tasks: `node packages/tooling/task.mjs <task> [arguments]`. Under pnpm with a Node that
// runs TypeScript the task starts at once; otherwise (npm, an older Node) it goes through bootstrap.mjs, which
// fetches the pinned Node and pnpm and comes back here. Plain JavaScript, since any Node >= 20 must read it.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tooling = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(tooling));

/** What `npm <task>` and `pnpm <task>` run: a script, and the arguments it gets before the user's. */
const tasks = {
  start: ["packages/client/src/cli/ffq.ts", "demo", "--data", "node_modules/.cache/ffq-demo/tpch"],
  test: ["packages/tooling/run-tests.ts"],
};

const [task, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task)) {
  process.stderr.write(`ffq: unknown task ${task}; known: ${Object.keys(tasks).join(", ")}\n`);
  process.exit(2);
}

const [major, minor] = process.versions.node.split(".").map(Number);
const runsTypeScript = major > 22 || (major === 22 && minor >= 18);
const underPnpm = (process.env.npm_config_user_agent ?? "").startsWith("pnpm/");
const handedOver = process.env.FFQ_BOOTSTRAPPED === "1";
if (handedOver && !runsTypeScript) {
  process.stderr.write(`ffq: Node ${process.versions.node} is too old to run TypeScript: install Node 24 and pnpm\n`);
  process.exit(1);
}

const direct = runsTypeScript && (underPnpm || handedOver);
const command = direct
  ? [...tasks[task].map((part, i) => (i === 0 ? join(root, part) : part)), ...rest]
  : [join(tooling, "bootstrap.mjs"), "--silent", "run", task, ...rest];
const result = spawnSync(process.execPath, command, { stdio: "inherit", cwd: root });
if (result.error) throw result.error;
process.exit(result.status ?? 1);
