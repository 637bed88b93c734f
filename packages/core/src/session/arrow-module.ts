// Apache Arrow takes longer to load than most queries take to run: it is loaded with the first query, not with
// the engine, and while workers start.
export type ArrowModule = typeof import("../column/arrow-batch.ts");

let loading: Promise<ArrowModule> | undefined;

export function loadArrow(): Promise<ArrowModule> {
  loading ??= import("../column/arrow-batch.ts");
  return loading;
}
