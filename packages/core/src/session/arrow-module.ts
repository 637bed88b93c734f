// Apache Arrow takes longer to load than most queries take to run: it is loaded when a caller first asks for
// something of Arrow's, and by nobody else.
export type ArrowModule = typeof import("../column/arrow-batch.ts");

let loading: Promise<ArrowModule> | undefined;

export function loadArrow(): Promise<ArrowModule> {
  loading ??= import("../column/arrow-batch.ts");
  return loading;
}
