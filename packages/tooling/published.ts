// The packages that users install, in the order of their dependencies: name, folder, and the most that the
// package's own files may weigh, gzipped. The package gate and the feature matrix read this table.
export interface Published {
  readonly name: string;
  readonly folder: string;
  /** As size-limit writes it. Raise it in the change that needs it, with the reason in the commit. */
  readonly sizeLimit: string;
}

export const published: readonly Published[] = [
  { name: "@ffq/core", folder: "packages/core", sizeLimit: "900 kB" },
  { name: "@ffq/distributed", folder: "packages/distributed", sizeLimit: "150 kB" },
  { name: "@ffq/client", folder: "packages/client", sizeLimit: "150 kB" },
];
