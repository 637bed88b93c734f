// customer.
import { type Chunk, TextBuilder } from "../chunk.ts";
import { marketSegments } from "../distributions.ts";
import { RandomStream } from "../random-stream.ts";
import { CommentStream } from "../random-text.ts";
import { PartyColumns } from "./party.ts";

const COMMENT_LENGTH = 73;
const SEEDS = { address: 881155353, nation: 1489529863, phone: 1521138112, balance: 298370230 };

export function generateCustomer(first: number, count: number, pool: DataView): Chunk {
  const party = new PartyColumns("Customer#", SEEDS, count);
  const segment = new RandomStream(1140279430);
  const comments = new CommentStream(pool, 1335826707, COMMENT_LENGTH);
  const streams = [...party.streams, segment, comments.stream];
  for (const stream of streams) stream.skipRows(first);

  const segments = new TextBuilder(count, marketSegments.longest);
  const commentText = new TextBuilder(count, comments.longest);
  for (let row = 0; row < count; row++) {
    party.append(row, first + row + 1);
    segments.word(marketSegments, marketSegments.pick(segment));
    segments.endRow();
    comments.append(commentText);
    commentText.endRow();
    for (const stream of streams) stream.endRow();
  }
  const columns = [...party.columns("c", "custkey"), segments.column("c_mktsegment"), commentText.column("c_comment")];
  return { table: "customer", rows: count, columns };
}
