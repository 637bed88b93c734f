// The names of files that are not finished: which process of which machine writes them. Readers pass over them, and
// whoever writes next to one whose process is gone removes it (local-file-sink.ts).
import { basename } from "node:path";

/** `.<name>.<machine>-<process>-<random>.ffq-stage` */
const STAGE = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.ffq-stage$/;

/** The writer of a file of that name, undefined when it is none that is not finished. */
export function stageWriter(path: string): { readonly machine: string; readonly process: number } | undefined {
  if (!path.endsWith(".ffq-stage")) return undefined;
  const [, machine, writer] = STAGE.exec(basename(path)) ?? [];
  return machine === undefined ? undefined : { machine, process: Number(writer) };
}

/** Whether a path is that of a file that is not finished. */
export function isStage(path: string): boolean {
  return stageWriter(path) !== undefined;
}
