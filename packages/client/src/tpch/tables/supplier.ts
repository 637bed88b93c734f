// supplier. A few comments carry "Customer ... Complaints" or "Customer ... Recommends" (Q16 looks for the former).
import { type Chunk, TextBuilder } from "../chunk.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";
import { PartyColumns } from "./party.ts";

const COMMENT_LENGTH = 63;
const SEEDS = { address: 706178559, nation: 110356601, phone: 884434366, balance: 962338209 };

/** Rows in REMARK_BASE that carry a remark, and the percentage of those that are complaints. */
const REMARKS = 10;
const REMARK_BASE = 10_000;
const COMPLAINT_PERCENT = 50;
const CUSTOMER = new TextEncoder().encode("Customer ");
const COMPLAINTS = new TextEncoder().encode("Complaints");
const RECOMMENDS = new TextEncoder().encode("Recommends");
const REMARK_BYTES = CUSTOMER.length + COMPLAINTS.length;

export function generateSupplier(first: number, count: number, pool: DataView): Chunk {
  const party = new PartyColumns("Supplier#", SEEDS, count);
  const comments = new CommentStream(pool, 1341315363, COMMENT_LENGTH);
  const remark = new RandomStream(202794285);
  const gap = new RandomStream(263032577);
  const offset = new RandomStream(715851524);
  const verdict = new RandomStream(753643799);
  const streams = [...party.streams, comments.stream, remark, gap, offset, verdict];
  for (const stream of streams) stream.skipRows(first);

  const commentText = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    party.append(row, first + row + 1);
    const start = commentText.end;
    comments.append(commentText);
    if (remark.between(1, REMARK_BASE) <= REMARKS) {
      const spare = commentText.end - start - REMARK_BYTES;
      const gapBytes = gap.between(0, spare);
      const at = start + offset.between(0, spare - gapBytes);
      commentText.bytes.set(CUSTOMER, at);
      const word = verdict.between(0, 100) < COMPLAINT_PERCENT ? COMPLAINTS : RECOMMENDS;
      commentText.bytes.set(word, at + CUSTOMER.length + gapBytes);
    }
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  const columns = [...party.columns("s", "suppkey"), commentText.column("s_comment")];
  return { table: "supplier", rows: count, columns };
}
