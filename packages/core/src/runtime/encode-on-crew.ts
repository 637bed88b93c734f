// Encoding a row group on the member of a crew that has the least to do.
import { FfqError, internal } from "../common/error.ts";
import { unreachable } from "../common/unreachable.ts";
import type { EncodedRowGroup, RowGroupWork } from "../format/parquet/write-row-group.ts";
import type { Crew, OpenTask } from "../pipeline/crew.ts";
import { loadEncoder } from "../pipeline/encode-task.ts";
import type { Report } from "../pipeline/protocol.ts";
import { stopError } from "../pipeline/stop-flag.ts";
import type { LeavingBatch, LentBatch } from "./leaving-batch.ts";

/** A batch that may become part of a row group as it is. */
export type EncodedBatch = Exclude<LeavingBatch, { kind: "shared" }>;

/** A row group that is given its rows. */
export interface RowGroupEncoding {
  /** Its buffers move, or it is given back when its rows are copied. What fails is told by `finish`. */
  add(batch: EncodedBatch): void;
  /** No further rows come. @throws FfqError CANCELLED when the signal was aborted, or what encoding gives */
  finish(): Promise<EncodedRowGroup>;
}

/** @param turn whose turn it is among members with as much to do @throws FfqError CANCELLED when the signal was aborted */
export async function encodeOnCrew(
  crew: Crew,
  rowGroup: RowGroupWork,
  turn: number,
  signal: AbortSignal | undefined,
): Promise<RowGroupEncoding> {
  await loadEncoder();
  if (signal?.aborted === true) throw stopError("cancelled", signal.reason);
  const all = crew.members();
  const turned = all.map((_, at) => all[(at + turn) % all.length] as number);
  const [member] = turned.toSorted((left, right) => crew.load(left) - crew.load(right));
  if (member === undefined) throw internal("a crew without members");
  if (crew.load(member) > 0) crew.grow();
  return new CrewEncoding((hear) => crew.encode(member, { kind: "encode", rowGroup }, hear), signal);
}

class CrewEncoding implements RowGroupEncoding {
  readonly #task: OpenTask;
  readonly #signal: AbortSignal | undefined;
  readonly #end = Promise.withResolvers<Report>();
  readonly #cancel = (): void => this.#task.send({ kind: "abort" });
  /** What the member may look at, in the order in which it was sent. */
  readonly #lent: LentBatch[] = [];
  #isEnded = false;

  constructor(open: (hear: (report: Report) => void) => OpenTask, signal: AbortSignal | undefined) {
    this.#task = open((report) => this.#hear(report));
    this.#signal = signal;
    signal?.addEventListener("abort", this.#cancel);
  }

  add(leaving: EncodedBatch): void {
    switch (leaving.kind) {
      case "own":
        this.#task.send({ kind: "rows", batch: leaving.batch });
        return;
      case "lent":
        if (this.#isEnded) {
          leaving.giveBack();
          return;
        }
        this.#lent.push(leaving);
        this.#task.send({ kind: "arena-rows", batch: leaving.batch });
        return;
      default:
        unreachable(leaving);
    }
  }

  #hear(report: Report): void {
    if (report.kind === "copied") {
      this.#lent.shift()?.giveBack();
      return;
    }
    // Whatever its end: the member looks at nothing any more.
    this.#isEnded = true;
    for (const lent of this.#lent.splice(0)) lent.giveBack();
    this.#end.resolve(report);
  }

  async finish(): Promise<EncodedRowGroup> {
    this.#task.send({ kind: "finish", combine: false });
    const report = await this.#end.promise;
    this.#signal?.removeEventListener("abort", this.#cancel);
    if (report.kind === "failed") throw FfqError.fromData(report.error);
    if (report.kind === "aborted") throw stopError("cancelled", this.#signal?.reason);
    if (report.kind !== "finished") throw internal(`encoding ended as ${report.kind}`);
    return report.state as EncodedRowGroup;
  }
}
