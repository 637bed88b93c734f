// The feature matrix as a table: what a user may install, and the program that uses exactly that. A package that
// comes later adds its rows here; matrix.ts, .github/workflows/feature-matrix.yml and docs/runtime-portability.md
// follow from it.
export interface FeatureRow {
  /** As in `pnpm matrix --features <name>`. */
  readonly name: string;
  /** What the user asks the registry for; what these need of ours comes along as tarballs. */
  readonly install: readonly string[];
  /** Under matrix/: type-checked and run in the empty project; prints its first row, then whatever else. */
  readonly program: string;
  /** Most that the installed node_modules may weigh, in MB. */
  readonly installedLimit: number;
}

export const features: readonly FeatureRow[] = [
  { name: "core", install: ["@ffq/core"], program: "core.ts", installedLimit: 20 },
  { name: "minimal", install: ["@ffq/client"], program: "minimal.ts", installedLimit: 25 },
  {
    name: "distributed",
    install: ["@ffq/client", "@ffq/distributed"],
    program: "distributed.ts",
    installedLimit: 30,
  },
];
