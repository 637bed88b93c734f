// Which folder may import which, checked by dependency-cruiser. A query passes one row of folders, once,
// forward; a folder imports only what stands before it in its list. import-rules.test.ts plants violations and
// sees each one caught: a rule that was never seen to bite proves nothing.
const CORE = [
  "common",
  "type",
  "arena",
  "column",
  "kernel",
  "ir",
  "expr",
  "function",
  "io",
  "catalog",
  "format",
  "physical",
  "sql",
  "logical",
  "binder",
  "optimizer",
  "planner",
  "spill",
  "exchange",
  "codegen",
  "operator",
  "pipeline",
  "runtime",
  "session",
];
const PLANNING = CORE.slice(CORE.indexOf("sql"), CORE.indexOf("spill"));
const EXECUTION = CORE.slice(CORE.indexOf("spill"), CORE.indexOf("session"));
const DISTRIBUTED = ["gen", "wire", "rpc", "store", "scheduler", "shuffle", "coordinator", "worker", "client", "cli"];

const src = (pkg, ...folders) => `^packages/${pkg}/src/(${folders.join("|")})/`;
const warn = (rule) => ({ ...rule, severity: "warn" });
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: typeof from === "string" ? { path: from } : from,
  to: typeof to === "string" ? { path: to } : to,
});
const layers = (pkg, order) =>
  order
    .slice(0, -1)
    .map((folder, i) =>
      forbid(
        `${pkg}-${folder}-looks-up`,
        `${folder}/ stands before what it imports here: move the shared part down, or hand it in`,
        src(pkg, folder),
        src(pkg, ...order.slice(i + 1)),
      ),
    );

export default {
  forbidden: [
    ...layers("core", CORE),
    ...layers("distributed", DISTRIBUTED),
    forbid(
      "halves-meet-only-in-physical",
      "execution knows the physical plan, never how it came about",
      src("core", ...EXECUTION),
      src("core", ...PLANNING),
    ),
    forbid(
      "parser-is-an-island",
      "sql/ imports common/ only",
      src("core", "sql"),
      "^packages/core/src/(?!sql/|common/)",
    ),
    forbid(
      "one-importer-of-the-parser",
      "only sql/ starts libpg-query",
      "^packages/(?!core/src/sql/)",
      "node_modules/libpg-query/",
    ),
    forbid(
      "syntax-ends-in-the-binder",
      "the parser's tree is read by sql/ and binder/ only",
      "^packages/(?!core/src/(sql|binder)/)",
      "node_modules/@pgsql/types/",
    ),
    forbid(
      "files-through-the-port",
      "core reads and writes through io/'s byte store; only io/ touches node:fs",
      {
        path: "^packages/core/src/(?!io/)",
        pathNot: "[.](test|fixture)[.]ts$",
      },
      "^(node:)?fs(/promises)?$",
    ),
    forbid(
      "plans-are-data",
      "a plan holds no kernel, file or decoder",
      src("core", "physical"),
      src("core", "kernel", "io", "format"),
    ),
    forbid("core-imports-no-package", "core knows no other package", "^packages/core/", "^packages/(?!core/)"),
    forbid(
      "enter-core-by-an-entry",
      "other packages enter core by an entry of its package.json",
      "^packages/(?!core/)",
      "^packages/core/src/(?!(index|extension|worker|(physical|runtime|format/parquet)/index)[.]ts$)",
    ),
    forbid(
      "extensions-see-ports-only",
      "an extension knows core's ports and no other package",
      "^packages/(s3|vector|qdrant)/",
      "^packages/(distributed|client|ffi)/",
    ),
    forbid(
      "scheduler-is-pure",
      "time, randomness and I/O come in with the event",
      src("distributed", "scheduler"),
      "^(node:)?(fs|net|http2?|timers|crypto|worker_threads)|/(gen|wire|rpc|store)/",
    ),
    forbid(
      "scheduler-sees-plans-only",
      "the scheduler moves fragments; it does not run them",
      src("distributed", "scheduler"),
      "^packages/core/src/(?!physical/index[.]ts$)",
    ),
    forbid(
      "only-wire-and-rpc-see-gen",
      "generated protobuf types end at wire/ and rpc/",
      "^packages/distributed/src/(?!gen/|wire/|rpc/)",
      src("distributed", "gen"),
    ),
    forbid(
      "coordinator-moves-no-data",
      "rows go from worker to worker",
      src("distributed", "coordinator"),
      src("distributed", "worker", "shuffle", "client"),
    ),
    forbid(
      "roles-do-not-meet",
      "worker and client know the coordinator by its wire form only",
      src("distributed", "worker", "client"),
      src("distributed", "scheduler", "coordinator"),
    ),
    forbid(
      "client-is-not-a-worker",
      "the submitting side runs no task",
      src("distributed", "client"),
      src("distributed", "worker", "shuffle"),
    ),
    forbid(
      "no-cycles",
      // A random statement's parts hold each other, as a grammar's rules do.
      "two files that run each other are one file",
      { pathNot: "^packages/bench/src/fuzz/" },
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    // Dead code is knip's work; a file whose user is still being written is no error here.
    warn(
      forbid(
        "no-orphans",
        "nothing imports this and it imports nothing",
        { orphan: true, pathNot: "(index|extension|[.]d)[.]ts$|^packages/tooling/.*[.]mjs$" },
        {},
      ),
    ),
    forbid("resolves", "an import that cannot be resolved escapes every other rule", {}, { couldNotResolve: true }),
    forbid(
      "sees-sources-not-builds",
      'packages see each other\'s sources: give the entry a "source" condition',
      "^packages/",
      "^packages/[^/]+/dist/",
    ),
    forbid(
      "development-only",
      "what a published package runs must be in its dependencies",
      { path: "^packages/(core|client|distributed|s3|vector|qdrant)/src/", pathNot: "[.]test[.]ts$" },
      { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true, // type-only imports count too
    doNotFollow: { path: "node_modules|^packages/[^/]+/dist/" },
    exclude: { path: "^packages/core/src/kernel/assembly/|^packages/tooling/matrix/|/toolchain/|[.]wasm$" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["source", "import", "default"] },
  },
};
