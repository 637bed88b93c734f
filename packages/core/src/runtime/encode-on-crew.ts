// Encoding a row group on the member of a crew that has the least to do.
import type { ResultBatch } from "../column/result-batch.ts";
import { FfqError, internal } from "../common/error.ts";
import type { EncodedRowGroup, RowGroupWork } from "../format/parquet/write-row-group.ts";
import type { Crew } from "../pipeline/crew.ts";
import { loadEncoder } from "../pipeline/encode-task.ts";
import type { Report } from "../pipeline/protocol.ts";
import { stopError } from "../pipeline/stop-flag.ts";

/** A row group that is given its rows. */
export interface RowGroupEncoding {
  /** Its buffers move. What fails is told by `finish`. */
  add(batch: ResultBatch): void;
  /** No further rows come. @throws FfqError CANCELLED when the signal was aborted, or what encoding gives */
  finish(): Promise<EncodedRowGroup>;
}

/** @throws FfqError CANCELLED when the signal was aborted */
export async function encodeOnCrew(
  crew: Crew,
  rowGroup: RowGroupWork,
  signal: AbortSignal | undefined,
): Promise<RowGroupEncoding> {
  await loadEncoder();
  if (signal?.aborted === true) throw stopError("cancelled", signal.reason);
  const members = crew.members().toSorted((left, right) => crew.load(left) - crew.load(right));
  const member = members[0];
  if (member === undefined) throw internal("a crew without members");
  if (crew.load(member) > 0) crew.grow();
  const end = Promise.withResolvers<Report>();
  const task = crew.encode(member, { kind: "encode", rowGroup }, end.resolve);
  const cancel = (): void => task.send({ kind: "abort" });
  signal?.addEventListener("abort", cancel);
  return {
    add: (batch) => task.send({ kind: "rows", batch }),
    finish: async () => {
      task.send({ kind: "finish", combine: false });
      const report = await end.promise;
      signal?.removeEventListener("abort", cancel);
      if (report.kind === "failed") throw FfqError.fromData(report.error);
      if (report.kind === "aborted") throw stopError("cancelled", signal?.reason);
      if (report.kind !== "finished") throw internal(`encoding ended as ${report.kind}`);
      return report.state as EncodedRowGroup;
    },
  };
}
